/** The fast order book against the simple one, and at extreme prices. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Book } from '../../src/engine/book/index.ts';
import type { SelfTradePrevention, Side } from '../../src/contract/index.ts';
import { changedLevels } from '../support/changed-levels.ts';
import { SimpleBook } from './simple-book.ts';

const SIDES = ['buy', 'sell'] as const;
const KINDS = ['trade', 'cancel', 'decrement'] as const;
const MODES = ['cancel_resting', 'cancel_incoming', 'cancel_both', 'decrement'] as const;
/** 2^40 ticks: more than 32-bit integers hold. */
const PRICE_MAX = 2 ** 40;
/** With few cells the window moves often; undefined: as many as the exchange has. */
const anyWindow = fc.constantFrom(32, 64, undefined);

interface Step {
  readonly does: 'add' | 'match' | 'take' | 'remove';
  readonly side: Side;
  readonly price: number;
  readonly lots: number;
  readonly tradable: number;
  readonly owner: number;
  readonly isReduceOnly: boolean;
  readonly selfTradePrevention: SelfTradePrevention;
  /** Index among the resting orders. */
  readonly nth: number;
}

const prices = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1_000, max: 1_040 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 5_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: PRICE_MAX }) },
);

/** Large ones add up to less than 2^53 in all steps of a run. */
const anyLots = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 50 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 ** 45 }) },
);

const anyStep: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom('add', 'add', 'add', 'match', 'take', 'remove'),
  side: fc.constantFrom('buy', 'sell'),
  price: prices,
  lots: anyLots,
  tradable: fc.oneof(fc.constant(0), anyLots),
  owner: fc.integer({ min: 0, max: 4 }),
  isReduceOnly: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  selfTradePrevention: fc.constantFrom(...MODES),
  nth: fc.nat(),
});

/** The visible state of a book. */
interface View {
  readonly match: unknown;
  readonly levels: unknown;
  readonly queues: unknown;
  readonly open: unknown;
  /** The levels that a reader derives from the changes. */
  readonly published: unknown;
}

/** Both books, given the same steps. */
class Twins {
  readonly #fast: Book;
  readonly #simple = new SimpleBook();
  /** The slot of each live order. */
  #slots = new Map<number, number>();
  readonly #published: Record<Side, Map<number, number>> = { buy: new Map(), sell: new Map() };
  #lastId = 0;

  constructor(windowCells: number | undefined) {
    this.#fast = new Book(PRICE_MAX, windowCells);
  }

  /** @returns the state of the fast book, and the expected state */
  step(step: Step): readonly [fast: View, simple: View] {
    const [fastMatch, simpleMatch] = this.#carryOut(step);
    const live = SIDES.flatMap((side) => this.#simple.side(side));
    this.#slots = new Map(live.map(({ id }) => [id, this.#slotOf(id)]));
    return [this.#fastView(fastMatch), this.#simpleView(simpleMatch)];
  }

  #slotOf(id: number): number {
    return this.#slots.get(id) ?? 0;
  }

  #carryOut({ does, lots, nth, ...terms }: Step): readonly [unknown, unknown] {
    if (does === 'add') this.#add({ ...terms, lots });
    else if (does === 'match') return this.#match({ ...terms, lots });
    else this.#reduce(does, lots, nth);
    return [null, null];
  }

  #add({ side, price, lots, owner, isReduceOnly }: Omit<Step, 'does' | 'nth'>): void {
    if (this.#fast.opposite(side).isCrossedBy(price)) return;
    this.#lastId += 1;
    this.#slots.set(this.#lastId, this.#fast.add(side, price, lots, owner, isReduceOnly));
    this.#simple.add({ id: this.#lastId, side, price, owner, isReduceOnly, open: lots });
  }

  #match({ price, ...terms }: Omit<Step, 'does' | 'nth'>): readonly [unknown, unknown] {
    const incoming = { ...terms, limit: price, meetsOne: false };
    const idOf = new Map([...this.#slots].map(([id, slot]) => [slot, id]));
    const end = this.#fast.match(incoming);
    const { log } = this.#fast;
    const steps = Array.from({ length: log.count }, (_, step) => ({
      kind: KINDS[log.kind(step)],
      id: idOf.get(log.slot(step)),
      price: log.price(step),
      lots: log.lots(step),
    }));
    return [{ end, steps }, this.#simple.match(incoming)];
  }

  #reduce(does: 'take' | 'remove', lots: number, nth: number): void {
    const orders = SIDES.flatMap((side) => this.#simple.side(side));
    const order = orders[nth % Math.max(1, orders.length)];
    if (order === undefined) return;
    const taken = does === 'remove' ? order.open : Math.min(lots, order.open);
    if (does === 'remove') this.#fast.remove(this.#slotOf(order.id));
    else this.#fast.reduce(this.#slotOf(order.id), taken);
    this.#simple.take(order.id, taken);
  }

  #fastView(match: unknown): View {
    const sides = SIDES.map((side) => this.#fast.side(side));
    const { bids, asks } = changedLevels(this.#fast);
    for (const [side, changes] of [
      ['buy', bids],
      ['sell', asks],
    ] as const) {
      for (const [price, total] of changes) {
        if (total > 0) this.#published[side].set(price, total);
        else if (!this.#published[side].delete(price)) throw new Error(`level ${price} went twice`);
      }
    }
    return {
      match,
      levels: sides.map((side) => [...side.levels()].map(({ price, total }) => [price, total])),
      queues: sides.map((side) => queueFrom(side.front, (slot) => side.behind(slot))),
      open: sides.map((side) => [...side.slots()].map((slot) => this.#fast.openOf(slot))),
      published: SIDES.map((side) => new Map(this.#published[side])),
    };
  }

  #simpleView(match: unknown): View {
    const levels = SIDES.map((side) => this.#simple.levels(side));
    return {
      match,
      levels,
      queues: SIDES.map((side) => this.#simple.side(side).map(({ id }) => this.#slotOf(id))),
      open: SIDES.map((side) => this.#simple.side(side).map(({ open }) => open)),
      published: levels.map((side) => new Map(side)),
    };
  }
}

function queueFrom(front: number, behind: (slot: number) => number): readonly number[] {
  const slots: number[] = [];
  for (let slot = front; slot !== 0; slot = behind(slot)) slots.push(slot);
  return slots;
}

test('the fast book equals the simple one after every step', () => {
  fc.assert(
    fc.property(
      anyWindow,
      fc.array(anyStep, { minLength: 20, maxLength: 150, size: 'max' }),
      (cells, steps) => {
        const twins = new Twins(cells);
        for (const step of steps) {
          const [fast, simple] = twins.step(step);
          expect(fast).toEqual(simple);
        }
      },
    ),
    { numRuns: 150, seed: 3 },
  );
});

test('a drain names each level that differs from the last drain once, best first', () => {
  const step = fc.record({
    side: fc.constantFrom(...SIDES),
    price: fc.integer({ min: 1, max: 400 }),
    drains: fc.integer({ min: 0, max: 999 }),
  });
  fc.assert(
    fc.property(
      anyWindow,
      fc.array(step, { minLength: 1, maxLength: 1_500, size: 'max' }),
      (cells, steps) => {
        const book = new Book(PRICE_MAX, cells);
        const restingAt: Record<Side, Map<number, number>> = { buy: new Map(), sell: new Map() };
        let published: Record<Side, ReadonlySet<number>> = { buy: new Set(), sell: new Set() };
        const expected = (side: Side) => {
          const [now, before] = [restingAt[side], published[side]];
          return [...new Set([...now.keys(), ...before])]
            .filter((price) => now.has(price) !== before.has(price))
            .toSorted((a, b) => (side === 'buy' ? b - a : a - b))
            .map((price) => [price, now.has(price) ? 1 : 0]);
        };
        const check = () => {
          expect(changedLevels(book)).toEqual({
            bids: expected('buy'),
            asks: expected('sell'),
          });
          published = { buy: new Set(restingAt.buy.keys()), sell: new Set(restingAt.sell.keys()) };
        };
        for (const { side, price, drains } of steps) {
          const slot = restingAt[side].get(price);
          if (slot === undefined) restingAt[side].set(price, book.add(side, price, 1, 0, false));
          else {
            book.remove(slot);
            restingAt[side].delete(price);
          }
          if (drains === 0) check();
        }
        check();
      },
    ),
    { numRuns: 60, seed: 5 },
  );
});

describe('far away', () => {
  test('prices a million and 2^39 ticks away are found in order', () => {
    const book = new Book(PRICE_MAX);
    const prices = [1_000_000, 2_000_000, 1, 2 ** 39, 2 ** 40];
    const slots = prices.map((price) => book.add('sell', price, 1, 0, false));
    expect([...book.asks.levels()].map(({ price }) => price)).toEqual(prices.toSorted((a, b) => a - b));
    for (const slot of slots) book.remove(slot);
    expect(book.asks.best).toBeUndefined();
  });

  test('a book that drifts over ten million ticks uses no more memory than a still one', () => {
    const book = new Book(PRICE_MAX);
    const resting: number[] = [];
    for (let price = 1; price <= 10_000_000; price += 100) {
      resting.push(book.add('sell', price, 1, 0, false));
      if (resting.length > 50) book.remove(resting.shift() ?? 0);
      book.dropChanges();
    }
    expect([...book.asks.levels()]).toHaveLength(50);
    expect(book.bytes).toBeLessThan(300_000);
  });

  test.each(SIDES)('a window that has moved away from %s orders finds those behind its new place', (side) => {
    const book = new Book(PRICE_MAX, 32);
    const priceOf = (distance: number): number => (side === 'sell' ? 1_000 + distance : 1_000 - distance);
    const add = (distance: number): number => {
      book.dropChanges();
      return book.add(side, priceOf(distance), 1, 0, false);
    };
    const left = Array.from({ length: 21 }, (_, at) => 100 + at);
    for (const distance of [...left, 50]) add(distance);
    // These searches for a far level pay for a move to the best price.
    for (let search = 0; search < 32; search += 1) book.remove(add(500));
    for (const distance of [60, 72]) add(distance);
    const prices = [...book.side(side).levels()].map(({ price }) => price);
    expect(prices).toEqual([50, 60, 72, ...left].map(priceOf));
  });

  test('a window that moves frees the records of the levels that it leaves empty', () => {
    const book = new Book(PRICE_MAX, 64);
    for (let round = 0; round < 2_000; round += 1) {
      const prices = Array.from({ length: 40 }, (_, level) => 1 + round * 1_000 + level);
      for (let repeat = 0; repeat < 2; repeat += 1) {
        const slots = prices.map((price) => {
          book.dropChanges();
          return book.add('sell', price, 1, 0, false);
        });
        slots.forEach((slot) => book.remove(slot));
      }
    }
    expect(book.bytes).toBeLessThan(100_000);
  });

  test.each(SIDES)('a best %s price that jumps to and fro keeps its order and its memory', (side) => {
    const book = new Book(10 ** 12, 256);
    const levels = book.side(side);
    const [worst, best] = side === 'buy' ? [1, 10 ** 12] : [10 ** 12, 1];
    const deep = Array.from({ length: 200 }, (_, level) => worst + level * levels.direction);
    for (const price of deep) book.add(side, price, 1, 0, false);
    changesOf(book, side);
    const bytes = book.bytes;
    for (let jump = 0; jump < 2_000; jump += 1) {
      const slot = book.add(side, best, 5, 0, false);
      expect(changesOf(book, side)).toEqual([[best, 5]]);
      expect(levels.behind(slot)).not.toBe(0);
      book.remove(slot);
      expect(changesOf(book, side)).toEqual([[best, 0]]);
      expect(levels.bestPrice).toBe(deep.at(-1));
    }
    expect([...levels.levels()].map(({ price }) => price)).toEqual(deep.toReversed());
    expect(book.bytes).toBeLessThan(bytes + 50_000);
  });

  test('a side that empties and fills again elsewhere reports each level once', () => {
    const book = new Book(2 ** 52, 32);
    for (let round = 0; round < 50; round += 1) {
      const first = (round * 7_777_777_777_777) % 2 ** 52;
      const prices = Array.from({ length: 40 }, (_, level) => 1 + Math.min(first, 2 ** 52 - 100) + level);
      const slots = prices.map((price) => book.add('sell', price, 2 ** 45, 0, false));
      expect(changedLevels(book).asks).toEqual(prices.map((price) => [price, 2 ** 45]));
      const lots = 41 * 2 ** 45;
      const terms = { limit: Infinity, owner: 1, selfTradePrevention: 'cancel_incoming' } as const;
      expect(book.match({ side: 'buy', lots, tradable: lots, meetsOne: false, ...terms })).toBe('done');
      expect(slots.map((slot) => book.openOf(slot))).toEqual(slots.map(() => 0));
      expect(changedLevels(book).asks).toEqual(prices.map((price) => [price, 0]));
      expect(book.asks.bestPrice).toBeNull();
    }
  });
});

test('dropped changes are not reported later', () => {
  const book = new Book(2 ** 40, 32);
  const prices = [5, 1_000, 2 ** 39, 3];
  const slots = prices.map((price) => book.add('buy', price, 1, 0, false));
  book.dropChanges();
  expect(changedLevels(book).bids).toEqual([]);
  slots.forEach((slot) => book.remove(slot));
  book.dropChanges();
  book.add('buy', 1_000, 2, 0, false);
  expect(changedLevels(book).bids).toEqual([[1_000, 2]]);
});

test.each([2, 3, 12, 13, 64, 65, 300])('%i levels of each side change in one round', (count) => {
  const book = new Book(PRICE_MAX, 256);
  const distances = Array.from({ length: count }, (_, at) => at);
  // 11 has no factor in common with a count, so the levels change in a mixed order, each once.
  const slots = distances.map((at) => {
    const distance = (at * 11 + 3) % count;
    return [book.add('sell', 1_000 + distance, 2, 0, false), book.add('buy', 999 - distance, 3, 0, false)];
  });
  const expected = (bid: number, ask: number) => ({
    bids: distances.map((distance) => [999 - distance, bid]),
    asks: distances.map((distance) => [1_000 + distance, ask]),
  });
  expect(changedLevels(book)).toEqual(expected(3, 2));
  for (const slot of slots.flat()) book.reduce(slot, 1);
  expect(changedLevels(book)).toEqual(expected(2, 1));
  for (const slot of slots.flat()) book.remove(slot);
  expect(changedLevels(book)).toEqual(expected(0, 0));
  expect(changedLevels(book)).toEqual({ bids: [], asks: [] });
});

test.each(['before', 'after'])(
  'a level that returns to its sum %s another changes is not reported',
  (when) => {
    const book = new Book(100);
    book.add('buy', 10, 5, 0, false);
    book.dropChanges();
    const toAndFro = () => book.remove(book.add('buy', 10, 1, 0, false));
    if (when === 'before') toAndFro();
    book.add('sell', 20, 3, 0, false);
    if (when === 'after') toAndFro();
    expect(changedLevels(book)).toEqual({ bids: [], asks: [[20, 3]] });
  },
);

test('an empty slot is refused', () => {
  const book = new Book(100);
  expect(() => book.remove(0)).toThrow('no order rests in slot 0');
  const slot = book.add('buy', 10, 5, 0, false);
  book.remove(slot);
  expect(() => book.remove(slot)).toThrow(`no order rests in slot ${slot}`);
  expect(() => book.reduce(slot, 1)).toThrow(`no order rests in slot ${slot}`);
});

function changesOf(book: Book, side: Side): unknown {
  const { bids, asks } = changedLevels(book);
  return side === 'buy' ? bids : asks;
}
