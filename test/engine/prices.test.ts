/** Rules P2–P4: index price, mark price, price limits. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Instrument } from '../../src/contract/instrument.ts';
import { apply, checkInvariants, hashState, restore, snapshot } from '../../src/engine/index.ts';
import { tenthOf } from '../../src/engine/time.ts';
import { newPit, steps } from '../support/any-commands.ts';
import { only, refusal, TestPit, trades } from '../support/pit.ts';

const IMPACT: Partial<Instrument> = {
  markPrice: 'impact',
  impactQuantity: 10,
  markSmoothingMs: 1_000,
  markSpeedPerSecond: 0.1,
};

/** The mark price in thousandths of a tick. */
const fine = (pit: TestPit) => pit.market().mark?.price;

/** Bids 4 at 99, 6 at 98; asks 10 at 103: its impact prices are 98.4 and 103. */
function quoted(rules: Partial<Instrument>): TestPit {
  const pit = new TestPit([rules]);
  pit.place('maker', 'buy', 4, 99);
  pit.place('maker', 'buy', 6, 98);
  pit.place('maker', 'sell', 10, 103);
  return pit;
}

describe('P2 an operator sets the index price', () => {
  test('the index is acknowledged and published, and moves nothing at once', () => {
    const pit = quoted({ ...IMPACT, markPrice: 'index' });
    const events = pit.setIndex(105);
    expect(events.map(({ type }) => type)).toEqual(['index_set', 'index_price']);
    expect(only(events, 'index_price')).toMatchObject([{ instrument: 0, price: 105 }]);
    expect(pit.mark()).toBe(100);
    expect(only(pit.wait(0.1), 'mark_price')).toMatchObject([{ price: 101, index: 105 }]);
  });

  test('a price above the highest one is rejected', () => {
    expect(refusal(new TestPit().setIndex(6_401))).toBe('INVALID_PRICE');
  });
});

describe('P3 the mark price that time drives', () => {
  test('it follows the impact price, rounded away from the old mark', () => {
    const pit = quoted(IMPACT);
    pit.wait(0.1);
    expect(fine(pit)).toBe(100_070);
    pit.wait(0.1);
    expect(fine(pit)).toBe(100_133);
    pit.wait(30);
    expect(fine(pit)).toBe(100_700);
    expect(pit.mark()).toBe(101);
  });

  test('its speed is bounded', () => {
    const pit = quoted({ ...IMPACT, markSpeedPerSecond: 0.005 });
    pit.wait(0.1);
    expect(fine(pit)).toBe(100_050);
    pit.wait(0.1);
    expect(fine(pit)).toBe(100_100);
  });

  test('no command moves it between two tenths of a second', () => {
    const pit = quoted(IMPACT);
    pit.place('other', 'sell', 10, null);
    pit.place('other', 'buy', 10, null);
    expect(fine(pit)).toBe(100_000);
  });

  test('a side too thin for the impact quantity leaves the mark unchanged', () => {
    const pit = quoted(IMPACT);
    pit.place('other', 'sell', 1, null);
    expect(pit.wait(5)).toEqual([]);
    expect(fine(pit)).toBe(100_000);
  });

  test('with an index it is the median of index, index with basis, and last trade', () => {
    const pit = quoted({ ...IMPACT, markPrice: 'index' });
    pit.setIndex(105);
    pit.wait(0.1);
    expect(pit.market().mark).toMatchObject({ price: 101_000, basis: -430 });
    pit.wait(60);
    expect(pit.market().mark).toMatchObject({ price: 105_000, basis: -4_300 });
    pit.place('other', 'buy', 1, null);
    pit.place('maker', 'sell', 1, 103);
    pit.wait(60);
    // The median of 105, 105 - 4.3 = 100.7 and 103.
    expect(fine(pit)).toBe(103_000);
  });

  test('before an index is set, the mark follows the impact price', () => {
    const pit = quoted({ ...IMPACT, markPrice: 'index' });
    pit.wait(0.2);
    expect(fine(pit)).toBe(100_133);
  });

  test('after a long pause it takes the steps of one second', () => {
    const [pit, silent] = [quoted(IMPACT), quoted(IMPACT)];
    pit.wait(1);
    silent.skip(3_600);
    silent.apply({ type: 'advance_time' });
    expect(fine(silent)).toBe(fine(pit));
  });

  test('the consequences of a step come before the command', () => {
    const pit = quoted(IMPACT);
    pit.place('late', 'buy', 1, null, { orderType: 'stop_market', stopPrice: 101 });
    pit.open('other');
    pit.wait(0.9);
    pit.skip(0.5);
    const events = pit.place('other', 'buy', 1, 90);
    expect(events.map(({ type }) => type).slice(0, 5)).toEqual([
      'order_triggered',
      'trade',
      'fill',
      'fill',
      'order_accepted',
    ]);
  });

  test('it is exact: equal to BigInt arithmetic for any book', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 80, max: 99 }), fc.integer({ min: 1, max: 9 })), {
          maxLength: 5,
        }),
        fc.array(fc.tuple(fc.integer({ min: 100, max: 125 }), fc.integer({ min: 1, max: 9 })), {
          maxLength: 5,
        }),
        fc.integer({ min: 100, max: 5_000 }),
        fc.integer({ min: 1, max: 10_000 }),
        (bids, asks, markSmoothingMs, speed) => {
          const markSpeedPerSecond = speed / 100_000;
          const pit = new TestPit([{ ...IMPACT, markSmoothingMs, markSpeedPerSecond }]);
          for (const [price, lots] of bids) pit.place('maker', 'buy', lots, price);
          for (const [price, lots] of asks) pit.place('maker', 'sell', lots, price);
          const sample = sampleOf(pit.book(), 10);
          let mark = 100_000n;
          for (let tenth = 0; tenth < 20; tenth += 1) {
            if (sample !== null) mark = stepOf(mark, sample, BigInt(markSmoothingMs), BigInt(speed));
            pit.wait(0.1);
            expect(fine(pit)).toBe(Number(mark));
          }
        },
      ),
      { numRuns: 100, seed: 3 },
    );
  });
});

type Levels = readonly (readonly [number, number])[];

function sampleOf({ bids, asks }: { bids: Levels; asks: Levels }, quantity: number): bigint | null {
  const fetched = (levels: Levels) =>
    levels.flatMap(([price, lots]) => Array.from({ length: lots }, () => price)).slice(0, quantity);
  const prices = [...fetched(bids), ...fetched(asks)];
  if (prices.length < 2 * quantity) return null;
  return (1_000n * BigInt(prices.reduce((sum, price) => sum + price, 0))) / BigInt(2 * quantity);
}

/** @param speed in hundred-thousandths a second */
function stepOf(mark: bigint, sample: bigint, smoothingMs: bigint, speed: bigint): bigint {
  const target = sample - ((sample - mark) * (smoothingMs - 100n)) / smoothingMs;
  const share = (mark * speed) / 1_000_000n;
  const most = share < 1n ? 1n : share;
  const change = target - mark;
  if (change > most) return mark + most;
  return change < -most ? mark - most : target;
}

const LIMITED: Partial<Instrument> = { priceLimits: { band: 0.1 } };

describe('P4 price limits', () => {
  const asked = () => {
    const pit = new TestPit([LIMITED]);
    pit.place('maker', 'sell', 1, 109);
    pit.place('maker', 'sell', 5, 110);
    pit.amend('maker', 'maker-2', { price: 112 });
    return pit;
  };

  test('an order may not come to rest beyond its limit', () => {
    const pit = new TestPit([LIMITED]);
    expect(refusal(pit.place('a', 'buy', 1, 111))).toBe('PRICE_OUT_OF_BAND');
    expect(refusal(pit.place('a', 'sell', 1, 89))).toBe('PRICE_OUT_OF_BAND');
    expect(refusal(pit.place('a', 'buy', 1, 110))).toBeUndefined();
    expect(refusal(pit.place('b', 'sell', 1, 111))).toBeUndefined();
  });

  test('an aggressor stops at the limit', () => {
    for (const price of [null, 112]) {
      const events = asked().place('a', 'buy', 3, price, { timeInForce: 'ioc' });
      expect(trades(events)).toEqual([[109, 1]]);
      expect(only(events, 'order_canceled')).toMatchObject([{ remainingQuantity: 2, cause: 'price_limit' }]);
    }
  });

  test('a fok order fills within the limit or not at all', () => {
    expect(refusal(asked().place('a', 'buy', 2, 112, { timeInForce: 'fok' }))).toBe(
      'FILL_OR_KILL_UNFILLABLE',
    );
  });

  test('a triggered stop does not rest beyond the limit', () => {
    const pit = new TestPit([{ priceLimits: { band: 0.01 } }]);
    pit.place('maker', 'sell', 1, 101);
    pit.place('stopped', 'buy', 5, 105, { orderType: 'stop_limit', stopPrice: 101 });
    const events = pit.place('a', 'buy', 1, 101);
    expect(only(events, 'order_canceled')).toMatchObject([{ remainingQuantity: 5, cause: 'price_limit' }]);
  });

  test('the reference price is the mean of the mark price, a sample a second', () => {
    const pit = new TestPit([{ priceLimits: { band: 0.1, referenceMs: 3_000 } }]);
    pit.wait(2);
    pit.place('maker', 'sell', 1, 108);
    pit.place('a', 'buy', 1, 108);
    expect(only(pit.wait(1), 'mark_price')).toMatchObject([
      { price: 108, reference: 102, lowerLimit: 92, upperLimit: 112 },
    ]);
    pit.wait(1);
    expect(pit.market().limits).toMatchObject({ reference: 105, lower: 95, upper: 115 });
    pit.wait(5);
    expect(pit.market().limits).toMatchObject({ reference: 108 });
  });

  test('a new sample replaces the oldest one', () => {
    const pit = new TestPit([{ priceLimits: { band: 0.5, referenceMs: 3_000 } }]);
    pit.wait(1);
    for (const [price, seconds] of [
      [108, 2],
      [120, 1],
    ] as const) {
      pit.place('maker', 'sell', 1, price);
      pit.place('a', 'buy', 1, price);
      pit.wait(seconds);
    }
    expect(pit.market().limits?.reference).toBe(112);
  });

  test('orders that the limits have left behind are cancelled before anybody trades with them', () => {
    const pit = new TestPit([
      { ...IMPACT, priceLimits: { band: 0.01, referenceMs: 1_000, limitStateMs: 3_600_000 } },
    ]);
    pit.place('early', 'buy', 1, 101);
    pit.place('maker', 'buy', 9, 89);
    pit.amend('maker', 'maker-2', { quantity: 20 });
    pit.place('maker', 'sell', 20, 103);
    pit.place('maker', 'buy', 20, 60);
    pit.wait(60);
    const { reference } = pit.market().limits ?? {};
    expect(reference).toBeLessThan(100);
    const events = pit.place('a', 'sell', 1, null);
    expect(only(events, 'order_canceled').map(({ cause }) => cause)).toContain('price_limit');
    expect(trades(events)).toEqual([]);
  });

  test('the band of M11 is measured from the reference price', () => {
    const pit = new TestPit([{ priceBand: 0.2, priceLimits: { band: 0.15, referenceMs: 1_000 } }]);
    pit.place('maker', 'sell', 1, 115);
    pit.place('a', 'buy', 1, 115);
    expect(pit.mark()).toBe(115);
    expect(refusal(pit.place('a', 'sell', 1, 121))).toBe('PRICE_OUT_OF_BAND');
    pit.wait(2);
    expect(refusal(pit.place('a', 'sell', 1, 121))).toBeUndefined();
  });
});

const RULES: Partial<Instrument> = {
  markPrice: 'index',
  impactQuantity: 2,
  markSmoothingMs: 700,
  markSpeedPerSecond: 0.05,
  priceLimits: { band: 0.04, referenceMs: 2_000 },
};

const timed = fc.array(
  fc.oneof(
    fc.record({ wait: fc.integer({ min: 1, max: 15 }) }),
    fc.record({ index: fc.integer({ min: 90, max: 110 }) }),
    fc.record({ skip: fc.integer({ min: 1, max: 40 }) }),
  ),
  { minLength: 100, maxLength: 100 },
);

/** Time and index before each step. */
function pass(pit: TestPit, between: { wait: number } | { index: number } | { skip: number }): void {
  if ('wait' in between) pit.wait(between.wait / 10);
  else if ('index' in between) pit.setIndex(between.index);
  else pit.skip(between.skip / 10);
}

test('P3 P4 after any commands: bounded speed, no trade beyond the limits, and a restored engine does the same', () => {
  fc.assert(
    fc.property(steps, timed, fc.nat(100), (sequence, times, cut) => {
      const original = newPit({}, RULES);
      const play = (from: number, to: number) => {
        for (const [index, step] of [...sequence.entries()].slice(from, to)) {
          const between = times[index % times.length];
          if (index % 3 === 0 && between !== undefined) pass(original, between);
          const { lower, upper } = original.market('X').limits ?? { lower: 0, upper: Infinity };
          const before = fine(original) ?? 0;
          const since = tenthOf(original.state.time);
          const events = step(original);
          const steps = tenthOf(original.state.time) - since;
          const most = before * ((1 + 0.005) ** steps - 1);
          expect(Math.abs((fine(original) ?? 0) - before)).toBeLessThanOrEqual(most + steps);
          const beyond = only(events, 'trade').filter(
            ({ instrument, price }) => instrument === 0 && (price < lower || price > upper),
          );
          // The limits may have moved before the command.
          expect(steps > 0 ? [] : beyond).toEqual([]);
        }
      };
      play(0, cut);
      const stored: unknown = JSON.parse(JSON.stringify(snapshot(original.state)));
      const copy = newPit({ isEmpty: true }, RULES);
      restore(copy.state, stored as ReturnType<typeof snapshot>);
      checkInvariants(copy.state);
      expect(hashState(copy.state)).toBe(hashState(original.state));
      original.record = [];
      play(cut, sequence.length);
      for (const { command, time, events } of original.record) {
        expect(apply(copy.state, command, time)).toEqual(events);
      }
      expect(hashState(copy.state)).toBe(hashState(original.state));
    }),
    { numRuns: 60, seed: 12, endOnFailure: true },
  );
});
