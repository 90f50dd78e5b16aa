/** The fast order book against the simple one, and far from where it is comfortable. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Book } from '../../src/engine/book/index.ts';
import type { SelfTradePrevention, Side } from '../../src/contract/index.ts';
import { SimpleBook, type SimpleOrder } from './simple-book.ts';

const KINDS = ['trade', 'cancel', 'decrement'] as const;
const MODES = ['cancel_resting', 'cancel_incoming', 'cancel_both', 'decrement'] as const;
/** 2^40 ticks: more than 32-bit integers hold. */
const PRICE_MAX = 2 ** 40;

interface Step {
  readonly does: 'add' | 'match' | 'take' | 'remove';
  readonly side: Side;
  readonly price: number;
  readonly lots: number;
  readonly tradable: number;
  readonly owner: number;
  readonly isReduceOnly: boolean;
  readonly selfTradePrevention: SelfTradePrevention;
  /** Which of the resting orders. */
  readonly nth: number;
}

const prices = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1_000, max: 1_040 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 5_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: PRICE_MAX }) },
);

const anyStep: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom('add', 'add', 'add', 'match', 'take', 'remove'),
  side: fc.constantFrom('buy', 'sell'),
  price: prices,
  lots: fc.integer({ min: 1, max: 50 }),
  tradable: fc.integer({ min: 0, max: 60 }),
  owner: fc.integer({ min: 0, max: 4 }),
  isReduceOnly: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  selfTradePrevention: fc.constantFrom(...MODES),
  nth: fc.nat(),
});

/** Both books, told the same; each step is compared. */
class Twins {
  readonly fast = new Book(PRICE_MAX);
  readonly simple = new SimpleBook();
  readonly #slots = new Map<number, number>();
  /** The levels that a reader of the changes would have. */
  readonly #told: Record<Side, Map<number, number>> = { buy: new Map(), sell: new Map() };
  #lastId = 0;

  step(step: Step): void {
    this.#carryOut(step);
    this.#compare();
  }

  #carryOut({ does, lots, nth, ...terms }: Step): void {
    if (does === 'add') return this.#add({ ...terms, lots });
    if (does === 'match') return this.#match({ ...terms, lots });
    const order = this.#pick(nth);
    if (order === undefined) return;
    const slot = this.#slots.get(order.id) ?? 0;
    const taken = does === 'remove' ? order.open : Math.min(lots, order.open);
    if (does === 'remove') this.fast.remove(slot);
    else this.fast.take(slot, taken);
    this.simple.take(order.id, taken);
  }

  #add({ side, price, lots, owner, isReduceOnly }: Omit<Step, 'does' | 'nth'>): void {
    if (this.fast.opposite(side).isCrossedBy(price)) return;
    this.#lastId += 1;
    this.#slots.set(this.#lastId, this.fast.add(side, price, lots, owner, isReduceOnly));
    this.simple.add({ id: this.#lastId, side, price, owner, isReduceOnly, open: lots });
  }

  #match({ price, ...terms }: Omit<Step, 'does' | 'nth'>): void {
    const incoming = { ...terms, limit: price };
    const idOf = new Map([...this.#slots].map(([id, slot]) => [slot, id]));
    const expected = this.simple.match(incoming);
    const end = this.fast.match(incoming);
    const { log } = this.fast;
    const steps = Array.from({ length: log.count }, (_, step) => ({
      kind: KINDS[log.kind(step)],
      id: idOf.get(log.slot(step)),
      price: log.price(step),
      lots: log.lots(step),
    }));
    expect({ end, steps }).toEqual(expected);
  }

  #pick(nth: number): SimpleOrder | undefined {
    const orders = [...this.simple.side('buy'), ...this.simple.side('sell')];
    return orders[nth % Math.max(1, orders.length)];
  }

  #compare(): void {
    for (const side of ['buy', 'sell'] as const) {
      const [fast, told] = [this.fast.side(side), this.#told[side]];
      const levels = this.simple.levels(side);
      expect([...fast.levels()].map(({ price, total }) => [price, total])).toEqual(levels);
      const ids = this.simple.side(side).map(({ id }) => this.#slots.get(id));
      expect([...fast.slots()]).toEqual(ids);
      expect(ids.map((_, at) => fast.behind(ids[at] ?? 0))).toEqual([
        ...ids.slice(1),
        ...ids.slice(0, 1).map(() => 0),
      ]);
      for (const [price, total] of fast.drainChanges()) {
        if (total === 0) expect(told.delete(price)).toBe(true);
        else told.set(price, total);
      }
      expect(told).toEqual(new Map(levels));
    }
    for (const { id } of [...this.simple.side('buy'), ...this.simple.side('sell')]) {
      const slot = this.#slots.get(id) ?? 0;
      expect(this.fast.openOf(slot)).toBe(this.#pickById(id).open);
    }
    this.#forgetGone();
  }

  #pickById(id: number): SimpleOrder {
    const order = [...this.simple.side('buy'), ...this.simple.side('sell')].find((one) => one.id === id);
    if (order === undefined) throw new Error(`no order ${id}`);
    return order;
  }

  /** Slots are used again. */
  #forgetGone(): void {
    const live = new Set([...this.simple.side('buy'), ...this.simple.side('sell')].map(({ id }) => id));
    for (const id of this.#slots.keys()) if (!live.has(id)) this.#slots.delete(id);
  }
}

test('the fast book does what the simple one does, step by step', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 150 }), (steps) => {
      const twins = new Twins();
      for (const step of steps) twins.step(step);
    }),
    { numRuns: 150, seed: 3 },
  );
});

describe('far away', () => {
  test('a price a million ticks and one 2^39 ticks away are found again, in order', () => {
    const book = new Book(PRICE_MAX);
    const prices = [1_000_000, 2_000_000, 1, 2 ** 39, 2 ** 40];
    const slots = prices.map((price) => book.add('sell', price, 1, 0, false));
    expect([...book.asks.levels()].map(({ price }) => price)).toEqual(prices.toSorted((a, b) => a - b));
    for (const slot of slots) book.remove(slot);
    expect(book.asks.best).toBeUndefined();
  });

  test('a book that drifts over ten million ticks uses no more memory than one that stays', () => {
    const book = new Book(PRICE_MAX);
    const resting: number[] = [];
    for (let price = 1; price <= 10_000_000; price += 100) {
      resting.push(book.add('sell', price, 1, 0, false));
      if (resting.length > 50) book.remove(resting.shift() ?? 0);
      book.asks.drainChanges();
    }
    expect([...book.asks.levels()]).toHaveLength(50);
    expect(book.bytes).toBeLessThan(300_000);
  });
});

test('a slot in which nothing rests is refused', () => {
  const book = new Book(100);
  expect(() => book.remove(0)).toThrow('no order rests in slot 0');
  const slot = book.add('buy', 10, 5, 0, false);
  book.remove(slot);
  expect(() => book.remove(slot)).toThrow(`no order rests in slot ${slot}`);
  expect(() => book.take(slot, 1)).toThrow(`no order rests in slot ${slot}`);
});
