/** M13: a voluntary order never trades beyond its owner's bankruptcy price; the insurance fund pays for liquidations only. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_INSTRUMENT, type Instrument } from '../../src/contract/instrument.ts';
import { only, refusal, TestPit } from '../support/pit.ts';

const { priceBand: _, ...UNBANDED } = DEFAULT_INSTRUMENT;
const FUND = 100_000;

/** Dummies buy from the star at a high price and sell back at a low one, each 20 % lower than the one before. */
function dump(instrument: Partial<Instrument>, isIsolated: boolean, rulesVersion?: number): TestPit {
  const pit = new TestPit([instrument], 100_000, 6, FUND, false, rulesVersion);
  let [price, lots] = [50_000, 17.6];
  for (const dummy of ['d1', 'd2', 'd3', 'd4']) {
    if (isIsolated) pit.setMargin(dummy, 99_000);
    const low = Math.floor(price * 0.8 * 2) / 2;
    const size = Math.floor(lots * 1_000) / 1_000;
    pit.place('star', 'sell', size, price);
    pit.place(dummy, 'buy', size, price);
    pit.place('star', 'buy', size, low);
    pit.place(dummy, 'sell', size, low, { timeInForce: 'ioc' });
    pit.place('star', 'buy', 0.001, low);
    [price, lots] = [low, lots * 1.25];
  }
  return pit;
}

const fundOf = (pit: TestPit) => pit.money(pit.state.insuranceFund);

describe('the dump: closing orders at the edge of the band, against an accomplice', () => {
  test.each([
    ['with the band', DEFAULT_INSTRUMENT, false],
    ['with isolated margin', DEFAULT_INSTRUMENT, true],
    ['without a band', UNBANDED, false],
  ] as const)('%s it takes nothing from the fund and leaves no debt', (_, instrument, isIsolated) => {
    const pit = dump(instrument, isIsolated);
    expect(fundOf(pit)).toBeGreaterThanOrEqual(FUND);
    for (const dummy of ['d1', 'd2', 'd3', 'd4'])
      expect(pit.position(dummy).equity).toBeGreaterThanOrEqual(0);
  });

  test('under rules version 1 it empties the fund', () => {
    expect(fundOf(dump(DEFAULT_INSTRUMENT, false, 1))).toBe(0);
    expect(fundOf(dump(UNBANDED, false, 1))).toBe(0);
  });

  test('the refusal names the price and the bound', () => {
    const pit = new TestPit([DEFAULT_INSTRUMENT], 100_000, 6, FUND);
    pit.place('star', 'sell', 17.6, 50_000);
    pit.place('dummy', 'buy', 17.6, 50_000);
    pit.place('star', 'buy', 17.6, 40_000);
    const events = pit.place('dummy', 'sell', 17.6, 40_000, { timeInForce: 'ioc' });
    expect(events).toMatchObject([{ code: 'INSUFFICIENT_MARGIN' }]);
    // 99,560 of equity: 17.6 × 5,635.5 and 17.6 fees of 22.19 each.
    expect(only(events, 'order_rejected')[0]?.reason).toBe(
      'would sell at 40000; 44365.5 is the worst price that an equity of 99560 bears.',
    );
    expect(pit.position('dummy')).toMatchObject({ quantity: 17.6, equity: 99_560 });
  });
});

describe('M13', () => {
  const marginTiers = [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.005 }];

  /** `me` is long 10 at 100 with 50: its bankruptcy price is 95. */
  function long(deposit = 100): TestPit {
    const pit = new TestPit([{ marginTiers }], 1_000_000, 6, 1_000);
    pit.open('me', deposit);
    pit.place('maker', 'sell', 10, 100);
    pit.place('me', 'buy', 10, 100);
    return pit;
  }

  test('a market order stops at the last price that its owner bears; its remainder is cancelled', () => {
    const pit = long();
    pit.place('maker', 'buy', 4, 95);
    pit.place('maker', 'buy', 3, 90);
    pit.place('maker', 'buy', 3, 89);
    const events = pit.place('me', 'sell', 10, null);
    expect(only(events, 'trade').map(({ price, quantity }) => [price, quantity])).toEqual([
      [95, 4],
      [90, 3],
    ]);
    expect(only(events, 'order_canceled')).toMatchObject([
      { remainingQuantity: 3, cause: 'insufficient_margin' },
    ]);
  });

  test('a reduce-only order and a limit order have the same bound', () => {
    const pit = long();
    pit.place('maker', 'buy', 10, 89);
    expect(refusal(pit.place('me', 'sell', 10, null, { reduceOnly: true }))).toBe('INSUFFICIENT_MARGIN');
    expect(refusal(pit.place('me', 'sell', 1, 89))).toBe('INSUFFICIENT_MARGIN');
    expect(refusal(pit.place('me', 'sell', 10, 90))).toBeUndefined();
  });

  test('a limit order that would rest beyond the bound is rejected', () => {
    expect(refusal(long().place('me', 'sell', 10, 89))).toBe('INSUFFICIENT_MARGIN');
  });

  test('fill or kill counts only lots that may trade', () => {
    const pit = long();
    pit.place('maker', 'buy', 5, 95);
    pit.place('maker', 'buy', 5, 89);
    expect(refusal(pit.place('me', 'sell', 10, 89, { timeInForce: 'fok' }))).toBe('FILL_OR_KILL_UNFILLABLE');
    expect(refusal(pit.place('me', 'sell', 5, 89, { timeInForce: 'fok' }))).toBeUndefined();
  });

  test('a stop that triggers beyond the bound is cancelled', () => {
    const pit = long();
    pit.place('me', 'sell', 10, null, { orderType: 'stop_market', stopPrice: 99 });
    pit.place('maker', 'buy', 1, 99);
    pit.place('maker', 'buy', 20, 80);
    const events = pit.place('other', 'sell', 1, 99);
    expect(only(events, 'order_triggered')).toHaveLength(1);
    expect(only(events, 'order_canceled')).toMatchObject([{ cause: 'insufficient_margin' }]);
    expect(pit.position('me').quantity).toBe(10);
  });

  test('a resting order is cancelled before it trades if its owner can no longer bear its price', () => {
    const pit = new TestPit([{ marginTiers }], 1_000_000, 6, 1_000);
    pit.open('me', 400);
    pit.open('rich', 1_000_000);
    pit.place('rich', 'buy', 1, 100);
    pit.place('maker', 'sell', 1, 100);
    // With the mark at 100 `me` can pay for a bid of 120; the mark falls before it trades.
    expect(refusal(pit.place('me', 'buy', 10, 120, { id: 'dear' }))).toBeUndefined();
    const market = pit.market();
    market.markPrice = 70 as never;
    const events = pit.place('maker', 'sell', 10, 110);
    expect(only(events, 'order_canceled')).toMatchObject([
      { clientOrderId: 'dear', cause: 'insufficient_margin' },
    ]);
    expect(only(events, 'trade')).toEqual([]);
    expect(pit.position('me').quantity).toBe(0);
  });

  test('a fee is never more than the equity that pays it', () => {
    const tiers = [{ upTo: null, maxLeverage: 100, maintenanceRate: 0.001 }];
    const pit = new TestPit(
      [{ takerFeeRate: 0.02, makerFeeRate: 0, marginTiers: tiers }],
      1_000_000,
      6,
      1_000,
    );
    pit.open('me', 41);
    pit.place('maker', 'sell', 10, 100);
    pit.place('me', 'buy', 10, 100);
    expect(pit.position('me').equity).toBe(21);
    pit.place('maker', 'buy', 10, 99);
    pit.place('other', 'sell', 1, 99);
    expect(pit.position('me').equity).toBe(11);
    pit.place('maker', 'buy', 1, 99);
    const events = pit.place('me', 'sell', 10, null);
    expect(only(events, 'fill').find(({ liquidity }) => liquidity === 'taker')?.fee).toBeDefined();
    expect(pit.position('me')).toMatchObject({ quantity: 0, balance: 0 });
    expect(pit.money(pit.state.insuranceFund)).toBe(1_000);
  });
});

describe('M13 binds an account with negative equity at every price', () => {
  const marginTiers = [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.005 }];

  /** `short` has 100 and is short 10 at 100: bankrupt at 110. The next trade of `x` and `y` is at 120. */
  function squeezed(rulesVersion?: number, deposit = 100): TestPit {
    const pit = new TestPit([{ marginTiers }], 1_000_000, 6, 1_000, false, rulesVersion);
    pit.open('short', deposit);
    pit.place('maker', 'buy', 10, 100);
    pit.place('short', 'sell', 10, 100);
    return pit;
  }

  const jump = (pit: TestPit) => {
    pit.place('x', 'sell', 1, 120);
    return pit.place('y', 'buy', 1, 120);
  };

  const stop = { id: 'stop', orderType: 'stop_market', stopPrice: 115, reduceOnly: true } as const;

  test('its stop does not trade at the new mark; the exchange takes its position over', () => {
    const pit = squeezed();
    pit.place('short', 'buy', 10, null, stop);
    pit.place('maker', 'sell', 20, 120);
    const events = jump(pit);
    expect(only(events, 'order_canceled')).toMatchObject([
      { clientOrderId: 'stop', cause: 'insufficient_margin' },
    ]);
    expect(only(events, 'liquidation').map(({ stage }) => stage)).toEqual([
      'started',
      'taken_over',
      'filled',
      'insurance_fund',
      'completed',
    ]);
    expect(only(events, 'fill').map(({ account }) => account)).not.toContain(pit.account('short').index);
  });

  test('rules version 2 let the stop trade, and the fund paid for a trade that the account chose', () => {
    const pit = squeezed(2);
    pit.place('short', 'buy', 10, null, stop);
    pit.place('maker', 'sell', 20, 120);
    const events = jump(pit);
    expect(only(events, 'fill').map(({ account }) => account)).toContain(pit.account('short').index);
    const steps = only(events, 'liquidation');
    expect(steps.map(({ stage }) => stage)).toEqual(['started', 'insurance_fund', 'completed']);
    expect(steps[1]).toMatchObject({ quantity: 0, insuranceFundChange: -100e6 });
  });

  test('its resting order is cancelled when the stop of another account meets it', () => {
    const pit = squeezed(3, 130);
    pit.place('short', 'sell', 1, 121, { id: 'resting' });
    pit.place('maker', 'sell', 1, 121);
    pit.place('other', 'buy', 1, null, { orderType: 'stop_market', stopPrice: 115 });
    const events = jump(pit);
    expect(only(events, 'order_canceled')).toMatchObject([
      { clientOrderId: 'resting', cause: 'insufficient_margin' },
    ]);
    expect(only(events, 'trade')[1]).toMatchObject({ price: 121, sellAccount: pit.account('maker').index });
  });

  /** A stop of `weak` opens a short position at 60. The same fall ruins a long one, which is closed against it at 94. */
  function indebted(rulesVersion?: number): TestPit {
    const tiers = [{ upTo: null, maxLeverage: 20, maintenanceRate: 0.02 }];
    const pit = new TestPit([{ marginTiers: tiers }], 1e5, 6, 0, false, rulesVersion);
    pit.open('long', 60);
    pit.open('weak', 160);
    pit.place('x', 'sell', 11, 50);
    pit.place('y', 'buy', 11, 50);
    pit.place('y', 'sell', 11, 100);
    pit.place('x', 'buy', 1, 100);
    pit.place('long', 'buy', 10, 100);
    pit.place('weak', 'sell', 10, null, { orderType: 'stop_market', stopPrice: 90 });
    pit.place('x', 'buy', 11, 60);
    const events = pit.place('y', 'sell', 1, 60);
    expect(only(events, 'liquidation').map(({ stage }) => stage)).toContain('auto_deleveraged');
    expect(pit.position('weak')).toMatchObject({ quantity: 0, balance: -180 });
    return pit;
  }

  test('orders of a flat account in debt are rejected at every price', () => {
    expect(indebted().place('weak', 'buy', 1, 40, { reduceOnly: true })).toMatchObject([
      { code: 'INSUFFICIENT_MARGIN', reason: 'would buy at 40; an equity of -180 bears no price.' },
    ]);
  });

  test('a debt that the fund could not pay stays when its owner sets the margin', () => {
    const balanceUnder = (rulesVersion: number) => {
      const pit = indebted(rulesVersion);
      // As if takeovers had filled the fund meanwhile.
      pit.state.insuranceFund = 1_000e6 as never;
      pit.state.deposits = (pit.state.deposits + 1_000e6) as never;
      pit.setMargin('weak', 0);
      return pit.position('weak').balance;
    };
    expect(balanceUnder(2)).toBe(0);
    expect(balanceUnder(3)).toBe(-180);
  });
});
