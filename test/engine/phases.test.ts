/** Rules H2, H3, H7, H9 and H10: how a market passes from phase to phase, and what waits for it. */
import { describe, expect, test } from 'vitest';
import type { Phase, PhaseAction } from '../../src/contract/phases.ts';
import { halt } from '../../src/engine/phase-changes.ts';
import { phaseOf } from '../../src/engine/phases.ts';
import { AUCTIONS, OPENING_MS, pitIn, REOPENING_MS } from '../support/pit-in-phase.ts';
import { only, refusal, TestPit, trades, type EngineEvent } from '../support/pit.ts';

function phases(events: readonly EngineEvent[]) {
  return only(events, 'market_state').map(({ phase, cause }) => `${phase} ${cause}`);
}

describe('H2 H9 the course of a session', () => {
  test('H2 the first tenth of a second starts the opening auction, which ends at its time', () => {
    const pit = new TestPit([AUCTIONS]);
    pit.account('a');
    expect(phaseOf(pit.market())).toBe('pre_open');
    expect(only(pit.passMs(100), 'market_state')).toEqual([
      { type: 'market_state', instrument: 0, phase: 'auction', cause: 'schedule', until: 5_200_000 },
    ]);
    pit.place('a', 'buy', 3, 102);
    pit.place('b', 'sell', 2, 98);
    expect(pit.passMs(OPENING_MS - 200)).toEqual([]);
    const end = pit.passMs(300);
    expect(trades(end)).toEqual([[100, 2]]);
    expect(phases(end)).toEqual(['continuous schedule']);
    expect(trades(pit.place('b', 'sell', 1, 102))).toEqual([[102, 1]]);
  });

  test('H2 an instrument without an opening auction is continuous from the start and publishes no phase', () => {
    const pit = new TestPit([{}]);
    expect(phases(pit.passMs(1_000))).toEqual([]);
    pit.place('a', 'buy', 1, 100);
    expect(trades(pit.place('b', 'sell', 1, 100))).toEqual([[100, 1]]);
    expect(pit.market().phase).toBeNull();
  });

  test('H9 a halt that has a time leads to the reopening auction, which leads to continuous trading', () => {
    const pit = pitIn('continuous');
    halt(pit.state, pit.market(), 'price_limit', (pit.state.time + 1_000_000) as never);
    expect(refusal(pit.place('a', 'buy', 1, 100))).toBe('MARKET_NOT_OPEN');
    expect(phases(pit.passMs(800))).toEqual([]);
    expect(phases(pit.passMs(400))).toEqual(['auction schedule']);
    expect(phases(pit.passMs(REOPENING_MS - 200))).toEqual([]);
    expect(phases(pit.passMs(300))).toEqual(['continuous schedule']);
  });

  test('P4 a market that stands at a limit halts, and reopens by auction', () => {
    const priceLimits = { band: 0.1, limitStateMs: 2_000, haltMs: 1_000 };
    const pit = new TestPit([{ reopeningAuctionMs: REOPENING_MS, priceLimits }]);
    pit.place('a', 'buy', 5, 110, { id: 'bid' });
    pit.wait(1.5);
    pit.cancel('a', 'bid');
    expect(phases(pit.wait(1))).toEqual([]);
    pit.place('a', 'buy', 5, 110);
    expect(phases(pit.wait(1.9))).toEqual([]);
    const halted = pit.wait(0.1);
    expect(only(halted, 'market_state')).toMatchObject([{ phase: 'halted', cause: 'price_limit' }]);
    expect(phases(pit.wait(1.1))).toEqual(['auction schedule']);
    pit.place('b', 'sell', 5, 108);
    const reopened = pit.wait(REOPENING_MS / 1_000 + 0.1);
    expect(trades(reopened)).toEqual([[108, 5]]);
    expect(phases(reopened)).toEqual(['continuous schedule']);
  });

  test('P4 an auction finds a price beyond the limits, which restarts the reference', () => {
    const priceLimits = { band: 0.1 };
    const rules = { markPrice: 'impact', impactQuantity: 5, priceLimits, priceBand: 0.2 } as const;
    const pit = new TestPit([{ reopeningAuctionMs: REOPENING_MS, ...rules }]);
    pit.wait(1);
    halt(pit.state, pit.market(), 'price_limit', (pit.state.time + 1_000_000) as never);
    pit.wait(1.1);
    expect(refusal(pit.place('a', 'buy', 5, 79))).toBe('PRICE_OUT_OF_BAND');
    pit.place('a', 'buy', 5, 85);
    pit.place('b', 'sell', 5, 80);
    const reopened = pit.wait(REOPENING_MS / 1_000 + 0.1);
    expect(trades(reopened)).toEqual([[85, 5]]);
    expect(pit.market().limits).toMatchObject({ reference: 85, lower: 77, upper: 93 });
    expect(pit.mark()).toBe(100);
  });

  test('P4 tenths at a limit before an auction do not count after it', () => {
    const pit = new TestPit([{ priceLimits: { band: 0.01, limitStateMs: 2_000 } }]);
    pit.setPhase('auction');
    pit.place('a', 'buy', 1, 113);
    for (const action of ['resume', 'auction', 'resume'] as const) {
      pit.setPhase(action);
      expect(phases(pit.wait(1.5))).toEqual([]);
    }
    expect(phases(pit.wait(0.6))).toEqual(['halted price_limit']);
  });

  test('P4 without trades the quotes restart the reference, and a thin market keeps it', () => {
    const rules = { markPrice: 'impact', impactQuantity: 5, priceLimits: { band: 0.1 } } as const;
    const reopen = (lots: number) => {
      const pit = new TestPit([{ reopeningAuctionMs: REOPENING_MS, ...rules }]);
      pit.wait(1);
      halt(pit.state, pit.market(), 'price_limit', (pit.state.time + 1_000_000) as never);
      pit.wait(1.1);
      pit.place('a', 'buy', lots, 82);
      pit.place('b', 'sell', lots, 85);
      pit.wait(REOPENING_MS / 1_000 + 0.1);
      return pit.market().limits?.reference;
    };
    expect([reopen(5), reopen(4)]).toEqual([84, 100]);
  });

  test('H9 without a reopening auction trading resumes at once', () => {
    const pit = new TestPit([{ openingAuctionMs: 100 }]);
    pit.passMs(300);
    pit.passMs(300);
    halt(pit.state, pit.market(), 'price_limit', (pit.state.time + 1_000_000) as never);
    expect(phases(pit.passMs(1_100))).toEqual(['continuous schedule']);
  });

  test('H9 time that passes unnoticed shortens no auction', () => {
    const pit = pitIn('continuous');
    halt(pit.state, pit.market(), 'price_limit', (pit.state.time + 1_000_000) as never);
    expect(phases(pit.passMs(3_600_000))).toEqual(['auction schedule']);
    expect(phases(pit.passMs(REOPENING_MS))).toEqual(['continuous schedule']);
  });
});

describe('H10 what an operator does', () => {
  const NEXT: Readonly<Record<PhaseAction, Readonly<Record<Phase, Phase>>>> = {
    open: {
      pre_open: 'auction',
      auction: 'continuous',
      continuous: 'continuous',
      halted: 'halted',
      closed: 'pre_open',
    },
    auction: {
      pre_open: 'auction',
      auction: 'auction',
      continuous: 'auction',
      halted: 'auction',
      closed: 'closed',
    },
    halt: {
      pre_open: 'pre_open',
      auction: 'halted',
      continuous: 'halted',
      halted: 'halted',
      closed: 'closed',
    },
    resume: {
      pre_open: 'pre_open',
      auction: 'continuous',
      continuous: 'continuous',
      halted: 'auction',
      closed: 'closed',
    },
    close: {
      pre_open: 'closed',
      auction: 'closed',
      continuous: 'closed',
      halted: 'closed',
      closed: 'closed',
    },
  };
  const rows = Object.entries(NEXT).flatMap(([action, next]) =>
    Object.entries(next).map(
      ([from, to]) => ({ action, from, to }) as { action: PhaseAction; from: Phase; to: Phase },
    ),
  );

  test.each(rows)('H10 $action in $from: $to', ({ action, from, to }) => {
    const pit = pitIn(from);
    const { index } = pit.account('operator');
    const events = pit.apply({
      type: 'set_phase',
      account: index,
      instrument: pit.market().spec.index,
      action,
    });
    expect(events[0]).toEqual({ type: 'phase_set', account: index, instrument: 0, phase: to });
    expect(phaseOf(pit.market())).toBe(to);
  });

  test('H10 an auction that an operator calls lasts as long as the reopening auction', () => {
    const pit = pitIn('continuous');
    expect(phases(pit.setPhase('auction'))).toEqual(['auction operator']);
    expect(phases(pit.passMs(REOPENING_MS + 100))).toEqual(['continuous schedule']);
  });

  test('H10 on an instrument without auctions an operator halts, resumes, calls and ends an auction', () => {
    const pit = new TestPit([{}]);
    expect(phases(pit.setPhase('halt'))).toEqual(['halted operator']);
    expect(refusal(pit.place('a', 'buy', 1, 100))).toBe('MARKET_NOT_OPEN');
    expect(phases(pit.setPhase('resume'))).toEqual(['continuous operator']);
    expect(only(pit.setPhase('auction'), 'market_state')).toEqual([
      { type: 'market_state', instrument: 0, phase: 'auction', cause: 'operator', until: null },
    ]);
    pit.place('a', 'buy', 1, 101);
    pit.place('b', 'sell', 1, 99);
    expect(phases(pit.passMs(3_600_000))).toEqual([]);
    expect(trades(pit.setPhase('resume'))).toEqual([[100, 1]]);
  });

  test('H10 an operator takes the end from a halt, and halts a halted market without effect', () => {
    const pit = new TestPit([{ priceLimits: { band: 0.01, limitStateMs: 100, haltMs: 5_000 } }]);
    pit.setPhase('auction');
    pit.place('a', 'buy', 1, 113);
    pit.setPhase('resume');
    expect(phases(pit.wait(0.1))).toEqual(['halted price_limit']);
    expect(only(pit.setPhase('halt'), 'market_state')).toMatchObject([{ cause: 'operator', until: null }]);
    expect(pit.setPhase('halt').map(({ type }) => type)).toEqual(['phase_set']);
    expect(phases(pit.wait(10))).toEqual([]);
  });

  test('H10 an auction that is closed trades first; one that is halted keeps its orders', () => {
    const crossed = () => {
      const pit = new TestPit([AUCTIONS]);
      pit.place('a', 'buy', 1, 101);
      pit.place('b', 'sell', 1, 99);
      pit.setPhase('open');
      return pit;
    };
    expect(trades(crossed().setPhase('close'))).toEqual([[100, 1]]);
    const pit = crossed();
    expect(trades(pit.setPhase('halt'))).toEqual([]);
    expect(pit.book()).toEqual({ bids: [[101, 1]], asks: [[99, 1]] });
    pit.setPhase('resume');
    expect(trades(pit.passMs(REOPENING_MS + 100))).toEqual([[100, 1]]);
  });
});

describe('H3 H7 the mark price, stops and liquidations', () => {
  test('H3 the mark price stands still until the market is continuous, and then triggers stops', () => {
    const pit = new TestPit([{ reopeningAuctionMs: REOPENING_MS }]);
    pit.place('a', 'buy', 1, 100);
    pit.place('b', 'sell', 1, 100);
    pit.place('a', 'sell', 1, null, { id: 'stop', orderType: 'stop_market', stopPrice: 95 });
    pit.setPhase('auction');
    pit.place('a', 'buy', 2, 94);
    pit.place('b', 'sell', 2, 90);
    expect(pit.market().markPrice).toBe(100);
    const end = pit.passMs(REOPENING_MS + 100);
    expect(trades(end)).toEqual([[94, 2]]);
    expect(pit.market().markPrice).toBe(94);
    expect(only(end, 'order_triggered').map(({ clientOrderId }) => clientOrderId)).toEqual(['stop']);
  });

  /** `poor` waits in X, which is halted, with an equity of −7.5. */
  function ruinedByFunding(rulesVersion?: number): TestPit {
    const marginTiers = [{ upTo: null, maxLeverage: 8, maintenanceRate: 0.1 }];
    const funding = { impactQuantity: 1, fundingIntervalMs: 1_000, fundingInterestRate: 0, fundingClamp: 0 };
    const instruments = [{ marginTiers, ...funding }, { symbol: 'Y' }];
    const pit = new TestPit(instruments, undefined, undefined, undefined, false, rulesVersion);
    pit.open('poor', 30);
    pit.place('rich', 'buy', 1, 85);
    pit.place('poor', 'sell', 1, 85);
    pit.place('rich', 'sell', 1, 100);
    pit.place('other', 'buy', 1, 100);
    // Half the mark price: the rate is −7.5 %, three quarters of the maintenance rate.
    pit.place('rich', 'sell', 1, 50);
    pit.setPhase('halt');
    pit.wait(3);
    expect(pit.position('poor').equity).toBe(-7.5);
    return pit;
  }

  test('H7 M13 an account that funding ruins while it waits bears no price in an auction', () => {
    const pit = ruinedByFunding();
    pit.setPhase('auction');
    expect(refusal(pit.place('poor', 'buy', 1, 90, { reduceOnly: true }))).toBe('INSUFFICIENT_MARGIN');
  });

  test('M13 comes before M7 for an account that waits with negative equity for another market', () => {
    const reduce = (pit: TestPit) =>
      refusal(pit.place('poor', 'buy', 1, 90, { symbol: 'Y', reduceOnly: true }));
    expect(reduce(ruinedByFunding())).toBe('INSUFFICIENT_MARGIN');
    expect(reduce(ruinedByFunding(5))).toBe('REDUCE_ONLY_WOULD_INCREASE');
  });

  const stages = (events: readonly EngineEvent[]) =>
    only(events, 'liquidation').map(({ stage, instrument }) => `${stage} ${'XY'[instrument]}`);

  /** `poor` is long 1 in X, which is halted, and in Y, whose mark price a sale at 70 makes fall. */
  function halfHalted(): TestPit {
    const tier = { marginTiers: [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.05 }] };
    const instruments = [
      { ...tier, reopeningAuctionMs: REOPENING_MS },
      { ...tier, symbol: 'Y' },
    ];
    const pit = new TestPit(instruments, 1_000_000);
    pit.open('poor', 30);
    for (const symbol of ['X', 'Y']) {
      pit.place('rich', 'sell', 1, 100, { symbol });
      pit.place('poor', 'buy', 1, 100, { symbol });
      pit.place('maker', 'buy', 9, 70, { symbol });
    }
    pit.place('poor', 'buy', 1, 60, { symbol: 'X', id: 'bid' });
    pit.setPhase('halt', 'X');
    return pit;
  }

  test('H7 a liquidation waits for its market, while positions elsewhere are taken over', () => {
    const pit = halfHalted();
    // The mark of Y falls to 70: an equity of 30 − 30 = 0 is below the maintenance margin of 5 + 3.5.
    const fall = pit.place('rich', 'sell', 1, 70, { symbol: 'Y' });
    expect(stages(fall)).toEqual([
      'started X',
      'started Y',
      'orders_canceled X',
      'taken_over Y',
      'filled Y',
      'completed X',
      'completed Y',
    ]);
    expect(pit.position('poor', 'X')).toMatchObject({ quantity: 1, equity: 0 });
    expect(stages(pit.setPhase('resume', 'X'))).toEqual([]);
    const reopening = pit.passMs(REOPENING_MS + 100);
    expect(stages(reopening).slice(0, 2)).toEqual(['started X', 'taken_over X']);
    expect(pit.position('poor', 'X').quantity).toBe(0);
  });

  test('H7 a market that becomes continuous judges no account that waits for another one', () => {
    const pit = halfHalted();
    pit.place('rich', 'sell', 1, 70, { symbol: 'Y' });
    pit.setPhase('resume', 'X');
    expect(refusal(pit.place('poor', 'sell', 1, 110, { symbol: 'X' }))).toBeUndefined();
    pit.setPhase('halt', 'Y');
    expect(stages(pit.setPhase('resume', 'Y'))).toEqual([]);
    const reopening = pit.passMs(REOPENING_MS + 100);
    expect(stages(reopening).slice(0, 2)).toEqual(['started X', 'orders_canceled X']);
  });
});
