/** The parts of the profit add up to the change of equity, and inventory is the position times the moves of the mark price. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MarketEvent } from '../../src/contract/events.ts';
import { ProfitLedger } from '../../src/contract/profit-parts.ts';
import type { ProfitParts } from '../../src/contract/profit.ts';
import type { Facts } from '../../src/engine/index.ts';
import { isPublic } from '../../src/session/events/audience.ts';
import { Wire } from '../../src/session/events/wire.ts';
import { newPit, steps } from '../support/any-commands.ts';
import { TestPit, type EngineEvent } from '../support/pit.ts';

const UNITS = 1_000_000;
/** Money of a test pit in whole units. */
const units = (money: number) => Math.round(money * UNITS);

function sumOf({ total: _, ...parts }: ProfitParts): number {
  return Object.values(parts).reduce((sum, part) => sum + units(part), 0);
}

/** One account's ledger, and the reference for its inventory: position × move of the mark price, command by command. */
class Explained {
  readonly ledger: ProfitLedger;
  readonly #account: string;
  readonly #marks: Map<string, number>;
  readonly #held = new Map<string, number>();
  #inventory = 0;
  /** As of the newest update of the account. */
  reported = { inventory: 0, equity: 0 };

  constructor(pit: TestPit, account: string) {
    const { balance } = pit.position(account);
    this.#account = account;
    this.#marks = new Map(pit.state.markets.map(({ spec }) => [spec.symbol, pit.mark(spec.symbol)]));
    this.ledger = ProfitLedger.begin(account, { balance, positions: [], seq: 0 }, this.#marks);
    this.reported.equity = balance;
  }

  command(events: readonly MarketEvent[]): void {
    for (const event of events) this.ledger.apply(event);
    const own = events.filter((event) => event.type === 'position_update' && event.account === this.#account);
    for (const update of own as Extract<MarketEvent, { type: 'position_update' }>[]) {
      this.#held.set(update.symbol, update.quantity);
      this.reported.equity = update.equity;
    }
    for (const event of events) {
      if (event.type !== 'mark_price') continue;
      const move = event.price - (this.#marks.get(event.symbol) ?? event.price);
      this.#marks.set(event.symbol, event.price);
      this.#inventory += units(move * (this.#held.get(event.symbol) ?? 0));
    }
    if (own.length > 0) this.reported.inventory = this.#inventory;
  }
}

/** The events of facts on the wire. */
function wired(pit: TestPit) {
  const wire = new Wire(pit.state);
  let seq = 0;
  return (facts: readonly EngineEvent[]): readonly MarketEvent[] =>
    facts.filter(isPublic).map((fact: Facts.PublicEvent) => wire.event(fact, { seq: (seq += 1), time: seq }));
}

const NAMES = ['ann', 'bob', 'cat', 'dan'];
const DEPOSIT = 120;
const FUNDING = { fundingIntervalMs: 1_000, impactQuantity: 2 };

test('after every command, for any commands', () => {
  const seen: Record<string, number> = {};
  fc.assert(
    fc.property(steps, (sequence) => {
      const pit = newPit({ deposit: DEPOSIT }, FUNDING);
      const toWire = wired(pit);
      const accounts = NAMES.map((name) => new Explained(pit, name));
      for (const [index, step] of sequence.entries()) {
        const before = pit.record.length;
        step(pit);
        if (index % 4 === 0) pit.wait(0.4);
        for (const { events } of pit.record.slice(before)) {
          const published = toWire(events);
          for (const account of accounts) {
            account.command(published);
            const { parts } = account.ledger;
            const { equity, inventory } = account.reported;
            expect(sumOf(parts)).toBe(units(parts.total));
            expect(units(parts.total)).toBe(units(equity) - units(DEPOSIT));
            expect(units(parts.inventory)).toBe(inventory);
          }
        }
      }
      for (const { ledger } of accounts)
        for (const [part, money] of Object.entries(ledger.parts))
          if (money !== 0) seen[part] = (seen[part] ?? 0) + 1;
    }),
    { numRuns: 12, seed: 20_261_129 },
  );
  expect(Object.keys(seen).toSorted()).toEqual([
    'fees',
    'funding',
    'inventory',
    'spreadAsMaker',
    'spreadAsTaker',
    'total',
  ]);
});

describe('in a small market', () => {
  const opened = () => {
    const pit = new TestPit([{ makerFeeRate: 0.001, takerFeeRate: 0.002 }]);
    for (const name of ['me', 'you', 'maker']) pit.open(name);
    const toWire = wired(pit);
    const me = new Explained(pit, 'me');
    const play = (facts: readonly EngineEvent[]) => me.command(toWire(facts));
    return { pit, me, play };
  };

  test('a maker earns the distance to the mark, pays fees, and its position moves with the mark', () => {
    const { pit, me, play } = opened();
    play(pit.place('me', 'buy', 2, 98));
    play(pit.place('you', 'sell', 2, 98));
    play(pit.place('maker', 'buy', 1, 100));
    play(pit.place('maker', 'sell', 1, 102));
    play(pit.place('you', 'buy', 1, 102));
    // 2 × (100 − 98) at the reference price before the trade; then the mark goes to 98, and from 98 to 102.
    expect(me.ledger.parts).toMatchObject({ spreadAsMaker: 4, spreadAsTaker: 0, fees: -0.196 });
    expect(sumOf(me.ledger.parts)).toBe(units(me.ledger.parts.total));
  });

  test('between two updates, the equity of now is inventory, until the next update', () => {
    const { pit, me, play } = opened();
    play(pit.place('you', 'sell', 2, 100));
    play(pit.place('me', 'buy', 2, 100));
    const before = me.ledger.parts;
    me.ledger.revalue(me.reported.equity + 0.3);
    const after = me.ledger.parts;
    expect(units(after.total) - units(before.total)).toBe(units(0.3));
    expect(units(after.inventory) - units(before.inventory)).toBe(units(0.3));
    expect(sumOf(after)).toBe(units(after.total));
    play(pit.place('you', 'sell', 1, 98));
    play(pit.place('me', 'buy', 1, 98));
    expect(units(me.ledger.parts.total)).toBe(units(me.reported.equity) - units(pit.deposit));
  });

  test('a position taken over below the mark price is a loss of the liquidation', () => {
    const pit = new TestPit();
    pit.open('maker');
    pit.open('me', 12);
    const me = new Explained(pit, 'me');
    const toWire = wired(pit);
    const play = (facts: readonly EngineEvent[]) => me.command(toWire(facts));
    play(pit.place('maker', 'sell', 10, 100));
    play(pit.place('me', 'buy', 10, 100));
    play(pit.place('maker', 'buy', 50, 97));
    play(pit.place('other', 'sell', 1, 97));
    expect(me.ledger.parts).toMatchObject({ total: -10, liquidation: -10, inventory: 0, spreadAsTaker: 0 });
  });

  test('a ledger continues from its memory, and counts no event twice', () => {
    const { pit, play, me } = opened();
    const toWire = wired(pit);
    const events = [pit.place('you', 'sell', 3, 105), pit.place('me', 'buy', 3, 105)].flatMap(toWire);
    for (const event of events) me.ledger.apply(event);
    const copy = ProfitLedger.recall('me', structuredClone(me.ledger.memory));
    for (const event of events) copy.apply(event);
    expect(copy.parts).toEqual(me.ledger.parts);
    expect(copy.parts).toMatchObject({ spreadAsTaker: -15, fees: -0.63 });
    play([]);
  });
});

test('a number counts as the shortest decimal that names it', () => {
  const counted = (balance: number) =>
    ProfitLedger.begin('a', { balance, positions: [], seq: 0 }, new Map()).memory.start;
  fc.assert(
    fc.property(
      fc.integer({ min: -(10 ** 15), max: 10 ** 15 }),
      fc.integer({ min: 0, max: 12 }),
      (units, places) => {
        expect(counted(Number(`${units}e-${places}`))).toBe(BigInt(units) * 10n ** BigInt(12 - places));
      },
    ),
  );
  expect(counted(123_456_789_012_345_680)).toBe(123_456_789_012_345_680n * 10n ** 12n);
  expect(counted(0.1234567890123)).toBe(123_456_789_012n);
});
