/** Attacks on the mark price: each succeeds when the last trade sets the mark, and fails when an impact price does. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_INSTRUMENT, type Instrument } from '../../src/contract/instrument.ts';
import { only, TestPit, type EngineEvent } from '../support/pit.ts';

const OLD: Instrument = { ...DEFAULT_INSTRUMENT, markPrice: 'last' };
const NEW: Instrument = {
  ...DEFAULT_INSTRUMENT,
  markPrice: 'impact',
  impactQuantity: 0.5,
  markSmoothingMs: 3_000,
  markSpeedPerSecond: 0.005,
};
const LIMITED: Instrument = { ...NEW, priceLimits: { band: 0.1 } };
const DEPOSIT = 100_000;

function newPit(instrument: Instrument): TestPit {
  return new TestPit([instrument], DEPOSIT, undefined, 100_000);
}

function wasLiquidated(events: readonly EngineEvent[]): boolean {
  return only(events, 'liquidation').length > 0;
}

/** A long of 15 BTC, bought at 50,000, and then an empty book in which trades of 0.001 go down by 6 % each. */
function bidOfOneLot(instrument: Instrument): { readonly mark: number; readonly isLiquidated: boolean } {
  const pit = newPit(instrument);
  pit.place('other', 'sell', 15, 50_000);
  pit.place('victim', 'buy', 15, 50_000);
  pit.wait(1);
  const events: EngineEvent[] = [];
  for (const price of [47_000, 44_180, 43_000]) {
    pit.place('attacker', 'buy', 0.001, price);
    events.push(...pit.place('accomplice', 'sell', 0.001, price, { timeInForce: 'ioc' }), ...pit.wait(5));
  }
  return { mark: pit.mark(), isLiquidated: wasLiquidated(events) };
}

describe('the bid of 0.001 in an empty book', () => {
  test('liquidates a long of 15 BTC when the last trade sets the mark', () => {
    expect(bidOfOneLot(OLD)).toMatchObject({ isLiquidated: true });
  });

  test('does nothing when an impact price sets it', () => {
    expect(bidOfOneLot(NEW)).toEqual({ mark: 50_000, isLiquidated: false });
    expect(bidOfOneLot(LIMITED)).toEqual({ mark: 50_000, isLiquidated: false });
  });
});

/** Students are long 12 BTC each; the makers bid 0.886 in all, an accomplice bids 15 a fifth lower, and a sale sweeps. */
function hunt(instrument: Instrument) {
  const pit = newPit(instrument);
  pit.open('accomplice', 150_000);
  for (const student of ['ann', 'bob', 'cat']) {
    pit.place(`${student}-seller`, 'sell', 12, 50_000);
    pit.place(student, 'buy', 12, 50_000);
  }
  const quote = (): void => {
    for (let level = 1; level <= 4; level += 1) {
      pit.place('maker', 'buy', 0.2215, 50_000 - 10 * level);
      pit.place('maker', 'sell', 0.2215, 50_000 + 10 * level);
    }
  };
  quote();
  pit.wait(5);
  const before = pit.mark();
  pit.place('accomplice', 'buy', 15, 40_000);
  const swept = [...pit.place('attacker', 'sell', 1.019, null)];
  const afterSweep = pit.mark();
  // The makers quote again 1.2 seconds later.
  swept.push(...pit.wait(1.2));
  quote();
  swept.push(...pit.wait(10));
  const liquidated = new Set(only(swept, 'liquidation').map(({ account }) => account)).size;
  return { before, afterSweep, liquidated, accomplice: pit.position('accomplice').quantity };
}

describe('hunting with a sweep', () => {
  test('liquidates three students when the last trade sets the mark, and the accomplice buys them cheaply', () => {
    const { liquidated, afterSweep, accomplice } = hunt(OLD);
    expect(afterSweep).toBe(40_000);
    expect(liquidated).toBe(3);
    expect(accomplice).toBeGreaterThan(14);
  });

  test('liquidates nobody when an impact price sets it: the sweep moves no mark', () => {
    const { before, afterSweep, liquidated } = hunt(NEW);
    expect([afterSweep, liquidated]).toEqual([before, 0]);
  });

  test('does not trade beyond the price limits', () => {
    expect(hunt(LIMITED)).toMatchObject({ liquidated: 0, accomplice: 0 });
  });
});

test('one sweep moves the mark no faster than its bounded speed, however long its price stays', () => {
  const pit = newPit(NEW);
  pit.place('maker', 'buy', 2, 49_990);
  pit.place('maker', 'sell', 2, 50_010);
  pit.wait(5);
  pit.place('accomplice', 'buy', 2, 41_000);
  pit.place('accomplice', 'sell', 2, 41_100, { id: 'far' });
  const before = pit.mark();
  pit.place('attacker', 'sell', 2, 49_000);
  for (let second = 1; second <= 5; second += 1) {
    pit.wait(1);
    expect(before - pit.mark()).toBeLessThanOrEqual(before * 0.005 * second + 0.5);
  }
});

/** In a book of 0.1 a side a trader who is long 10 BTC buys 0.103; the accomplice asks 10 % higher. */
function markUp(instrument: Instrument): number {
  const pit = newPit(instrument);
  pit.place('seller', 'sell', 10, 50_000);
  pit.place('trader', 'buy', 10, 50_000);
  pit.place('maker', 'buy', 0.1, 49_950);
  pit.place('maker', 'sell', 0.1, 50_050);
  pit.place('accomplice', 'sell', 1, 55_000);
  pit.wait(5);
  const before = pit.position('trader').equity;
  pit.place('trader', 'buy', 0.103, 55_000);
  return pit.position('trader').equity - before;
}

describe('marking the score', () => {
  test('makes half a deposit of a purchase of 0.103 when the last trade sets the mark', () => {
    expect(markUp(OLD)).toBeGreaterThan(DEPOSIT * 0.45);
  });

  test('only costs money when an impact price sets it', () => {
    expect(markUp(NEW)).toBeLessThan(0);
  });
});

const PAINTED: Instrument = { ...NEW, priceLimits: { band: 0.1, limitStateMs: 15_000 } };
/** The rules before the version that bounds these attacks. */
const BEFORE = 3;

interface Painting {
  readonly seconds: number;
  /** Taking turns, each with the impact quantity on both sides. */
  readonly painters?: readonly string[];
  /** Bids stand so far below the lower limit. */
  readonly beyond?: number;
  readonly rulesVersion?: number | undefined;
}

/** Quotes at the lower price limit, in a book that is otherwise empty; a moment without them each second avoids a halt. */
function paint({ seconds, painters = ['painter'], beyond = 0, rulesVersion }: Painting): readonly number[] {
  const pit = new TestPit([PAINTED], DEPOSIT, undefined, 100_000, false, rulesVersion);
  const shares: number[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const { lower = 1 } = pit.market().limits ?? {};
    const limit = lower * PAINTED.tickSize;
    const painter = painters[second % painters.length] ?? '';
    pit.place(painter, 'buy', 0.5, limit - beyond, { id: 'bid' });
    pit.place(painter, 'sell', 0.5, limit + PAINTED.tickSize, { id: 'ask' });
    pit.wait(0.9);
    pit.cancel(painter, 'bid');
    pit.cancel(painter, 'ask');
    pit.wait(0.1);
    shares.push(1 - pit.mark() / 50_000);
  }
  return shares;
}

describe('quotes in an empty book, without an index', () => {
  test('the mark depends on the orders, and not on how many accounts they come from', () => {
    const painters = ['one', 'two', 'three', 'four'];
    expect(paint({ seconds: 10, painters })).toEqual(paint({ seconds: 10 }));
  });

  test('quotes beyond a price limit pull the mark no farther than to the limit', () => {
    const fallen = (rulesVersion?: number) => paint({ seconds: 40, beyond: 4_000, rulesVersion }).at(-1) ?? 0;
    expect(fallen(BEFORE)).toBeGreaterThan(0.15);
    expect(fallen()).toBeLessThan(0.115);
  });

  test('the mark falls by a twentieth in ten seconds, a tenth in twenty, and then with the reference price', () => {
    const fallen = paint({ seconds: 120 });
    expect(fallen[9]).toBeLessThan(0.05);
    expect(fallen[19]).toBeLessThan(0.1);
    expect(fallen[59]).toBeLessThan(0.12);
    expect(fallen[119]).toBeLessThan(0.14);
    expect(paint({ seconds: 60, rulesVersion: BEFORE }).at(-1)).toBeGreaterThan(0.2);
  });
});
