/** Rules F1–F7: the time of funding, its payers and receivers, and its effect on accounts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Instrument } from '../../src/contract/instrument.ts';
import { compileInstrument } from '../../src/contract/instrument.ts';
import { apply, checkInvariants, hashState, restore, snapshot } from '../../src/engine/index.ts';
import { steps } from '../support/any-commands.ts';
import { only, PLAIN, TestPit, type EngineEvent } from '../support/pit.ts';

/** An interval of ten seconds, measured at one lot; interest 1 %, so that amounts are round; at most 3 %. */
const FUNDED: Partial<Instrument> = {
  impactQuantity: 1,
  fundingIntervalMs: 10_000,
  fundingInterestRate: 0.01,
  fundingClamp: 0.01,
  marginTiers: [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.04 }],
};

/** At the beginning of an interval. */
function emptyPit(changes: Partial<Instrument> = {}, moneyDecimals = 6): TestPit {
  const pit = new TestPit([{ ...FUNDED, ...changes }], 1_000, moneyDecimals);
  pit.apply({ type: 'advance_time' });
  pit.wait(10);
  return pit;
}

/** `ann` is long 10 at 100, `bob` short. */
function fundedPit(changes: Partial<Instrument> = {}): TestPit {
  const pit = emptyPit(changes);
  pit.place('bob', 'sell', 10, 100);
  pit.place('ann', 'buy', 10, 100);
  return pit;
}

/** Time passes without a command. */
function leap(pit: TestPit, seconds: number): readonly EngineEvent[] {
  pit.skip(seconds);
  return pit.apply({ type: 'advance_time' });
}

const rates = (events: readonly EngineEvent[]) =>
  only(events, 'funding_rate').map(({ rate, premium }) => [rate, premium]);

describe('F5 an interval ends at a whole multiple of its length since the epoch', () => {
  test('and not before', () => {
    const pit = fundedPit();
    expect(only(pit.wait(9.9), 'funding_rate')).toEqual([]);
    expect(rates(pit.wait(0.1))).toEqual([[100_000, 0]]);
    expect(only(pit.wait(9.9), 'funding_rate')).toEqual([]);
    expect(only(pit.wait(0.1), 'funding')).toHaveLength(2);
  });

  test('an exchange that was away for several ends carries out one', () => {
    const pit = fundedPit();
    const events = leap(pit, 35);
    expect(only(events, 'funding_rate')).toMatchObject([{ nextTenth: 500 }]);
    expect(only(events, 'funding')).toHaveLength(2);
  });

  test('any command carries it out before its own work', () => {
    const pit = fundedPit();
    pit.open('cat');
    pit.wait(9.9);
    const events = pit.place('cat', 'buy', 1, 90);
    expect(events[0]?.type).toBe('order_accepted');
    pit.skip(0.1);
    const later = pit.place('cat', 'buy', 1, 90).map(({ type }) => type);
    expect(later.slice(0, 4)).toEqual(['funding', 'funding', 'funding_rate', 'order_accepted']);
  });
});

describe('F1 F2 the premium', () => {
  test('is measured each tenth of a second in the book that the previous command left', () => {
    const pit = fundedPit();
    // Until a bid of 110 comes the book is empty; the mark is the last trade, at 100.
    pit.wait(4);
    pit.place('cat', 'buy', 1, 110);
    const [[rate, premium] = []] = rates(pit.wait(6));
    // 10 % in 60 of 100 tenths: 6 %; the rate is 6 % − 1 % and capped at 3 %.
    expect([rate, premium]).toEqual([300_000, 600_000]);
  });

  test('a bid for less than the impact quantity has no premium', () => {
    const pit = fundedPit({ impactQuantity: 5 });
    pit.place('cat', 'buy', 4, 150);
    expect(rates(pit.wait(10))).toEqual([[100_000, 0]]);
  });

  test('the coming rate is published before', () => {
    const pit = fundedPit();
    pit.wait(10);
    pit.place('cat', 'buy', 1, 110);
    const [report] = only(pit.wait(10), 'funding_rate');
    expect(report).toMatchObject({ premium: 1_000_000, rate: 300_000, predictedRate: 100_000 });
  });
});

describe('F1 the anchor', () => {
  test('is the index price', () => {
    const pit = fundedPit();
    pit.setIndex(90);
    pit.place('cat', 'buy', 1, 99);
    // (99 − 90) / 90
    expect(rates(pit.wait(10))).toEqual([[300_000, 1_000_000]]);
  });

  test('is the reference price where there is no index', () => {
    const pit = fundedPit({ priceLimits: { band: 0.5, referenceMs: 300_000 } });
    pit.place('cat', 'buy', 1, 120);
    pit.place('dan', 'sell', 1, 120);
    pit.place('cat', 'buy', 1, 120);
    // The mark is 120 at once; its mean of five minutes rises by less than a tick a second.
    const [[, premium = 0] = []] = rates(pit.wait(10));
    expect(premium).toBeGreaterThan(1_000_000);
  });

  test('the newest rate moves a mark price with an index, and fades until the next exchange', () => {
    const pit = fundedPit({ markPrice: 'index', markSmoothingMs: 1_000, markSpeedPerSecond: 1 });
    pit.setIndex(1_000);
    pit.wait(10.1);
    // 1 % of 1,000 ticks is 10; a hundredth of the interval has passed.
    expect(pit.market().mark?.premium).toBe(9_900);
    pit.wait(5);
    expect(pit.market().mark?.premium).toBe(4_900);
  });
});

describe('F4 the exchange', () => {
  test('long positions pay a positive rate to short ones, at the mark price', () => {
    const pit = fundedPit();
    const events = pit.wait(10);
    expect(only(events, 'funding').map(({ account, payment }) => [account, pit.money(payment)])).toEqual([
      [pit.account('bob').index, -10],
      [pit.account('ann').index, 10],
    ]);
    expect([pit.position('ann').balance, pit.position('bob').balance]).toEqual([990, 1_010]);
    expect(only(events, 'position_update').map(({ fundingPaid }) => pit.money(fundingPaid))).toEqual([
      -10, 10,
    ]);
  });

  test('realized profit and fees exclude it', () => {
    const pit = fundedPit();
    pit.wait(10);
    expect(pit.position('ann')).toMatchObject({ realized: 0, unrealized: 0, fees: 0, equity: 990 });
  });

  test('short positions pay a negative rate', () => {
    const pit = fundedPit({ fundingInterestRate: -0.01 });
    pit.wait(10);
    expect([pit.position('ann').balance, pit.position('bob').balance]).toEqual([1_010, 990]);
  });

  test('an isolated balance pays only for its position', () => {
    const pit = emptyPit();
    pit.setMargin('ann', 300);
    pit.place('bob', 'sell', 10, 100);
    pit.place('ann', 'buy', 10, 100);
    pit.wait(10);
    expect(pit.position('ann')).toMatchObject({ isolatedMargin: 290, balance: 990 });
  });

  test('a flat account pays nothing', () => {
    const pit = fundedPit();
    pit.open('cat');
    const events = pit.wait(10);
    expect(only(events, 'funding')).toHaveLength(2);
  });
});

test('F6 the insurance fund takes the rounding difference', () => {
  const pit = emptyPit({}, 0);
  pit.place('bob', 'sell', 1, 50);
  pit.place('ann', 'buy', 1, 50);
  const fund = pit.state.insuranceFund;
  // 1 % of 50 is half a unit: ann pays 1, bob receives 0.
  pit.wait(10);
  expect([pit.position('ann').balance, pit.position('bob').balance]).toEqual([999, 1_000]);
  expect(pit.state.insuranceFund - fund).toBe(1);
});

describe('F7 an account that has too little left', () => {
  test('is liquidated before the next command', () => {
    const pit = fundedPit();
    pit.open('poor', 105);
    pit.place('bob', 'sell', 10, 100);
    pit.place('poor', 'buy', 10, 100);
    // Equity 105, maintenance margin 40: six exchanges of 10 leave 45, the seventh leaves less than 40.
    for (let interval = 1; interval <= 6; interval += 1) {
      expect(only(pit.wait(10), 'liquidation')).toEqual([]);
    }
    const stages = only(pit.wait(10), 'liquidation').map(({ stage }) => stage);
    expect(stages).toEqual(['started', 'taken_over', 'auto_deleveraged', 'completed']);
  });

  test('with margin at the mark price the payment is at most three quarters of its maintenance margin: no debt', () => {
    const pit = fundedPit({ fundingInterestRate: 0.1, fundingClamp: 0.1 });
    pit.open('poor', 101);
    pit.place('bob', 'sell', 10, 100);
    pit.place('poor', 'buy', 10, 100);
    for (let interval = 0; interval < 4; interval += 1) pit.wait(10);
    expect(pit.position('poor').quantity).toBe(0);
    expect(pit.position('poor').balance).toBeGreaterThanOrEqual(0);
    expect(pit.state.insuranceFund).toBeGreaterThanOrEqual(1_000_000_000);
  });
});

describe('an instrument', () => {
  const compile = (terms: Partial<Instrument>) => () => compileInstrument({ ...PLAIN, ...terms }, 0, 6);

  test('without an interval has no funding', () => {
    expect(compile({ impactQuantity: 1 })().funding).toBeNull();
    const pit = new TestPit();
    expect(leap(pit, 1_000)).toEqual([]);
    expect(JSON.stringify(snapshot(pit.state))).not.toContain('funding');
  });

  test('with an interval needs an impact quantity', () => {
    expect(compile({ fundingIntervalMs: 1_000 })).toThrow('impactQuantity');
    expect(compile({ fundingIntervalMs: 1_000, impactQuantity: 1e9 })).toThrow('more than a position');
  });
});

/** Small deposits and short intervals, so that funding meets liquidations. */
function anyPit(isEmpty = false): TestPit {
  const marginTiers = [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.08 }];
  const terms = { ...FUNDED, takerFeeRate: 0.0005, marginTiers };
  const pit = new TestPit([terms, { ...terms, symbol: 'Y', lotSize: 0.5 }], 120);
  if (!isEmpty) for (const owner of ['ann', 'bob', 'cat', 'dan']) pit.open(owner);
  return pit;
}

test('F6 money is conserved in any sequence, and a restored engine exchanges the same', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(steps, fc.nat(100), (sequence, cut) => {
      const pit = anyPit();
      const play = (from: number, to: number) => {
        for (const step of sequence.slice(from, to)) {
          step(pit);
          for (const { type } of leap(pit, 1.3)) seen.add(type);
        }
      };
      play(0, cut);
      const stored: unknown = JSON.parse(JSON.stringify(snapshot(pit.state)));
      const copy = anyPit(true);
      restore(copy.state, stored as ReturnType<typeof snapshot>);
      checkInvariants(copy.state);
      pit.record = [];
      play(cut, sequence.length);
      for (const { command, time, events } of pit.record) {
        expect(apply(copy.state, command, time)).toEqual(events);
      }
      expect(hashState(copy.state)).toBe(hashState(pit.state));
    }),
    { numRuns: 100, seed: 6 },
  );
  for (const type of ['funding', 'funding_rate', 'liquidation']) expect(seen).toContain(type);
});
