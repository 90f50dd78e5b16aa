/** Rules L1–L5: the waterfall, step by step. */
import { describe, expect, test } from 'vitest';
import { TestPit, only, refusal, type EngineEvent } from '../support/pit.ts';

/** Each step as [stage, lots, price in ticks, change of the fund in money units]; what a step lacks is left out. */
function steps(events: readonly EngineEvent[]) {
  return only(events, 'liquidation').map(({ stage, quantity, price, insuranceFundChange }) => [
    stage,
    quantity,
    ...(price === null ? [] : [price]),
    ...(insuranceFundChange === null ? [] : [insuranceFundChange]),
  ]);
}

const names = (pit: TestPit, accounts: readonly (number | null)[]) =>
  accounts.map((account) => (account === null ? null : pit.state.accounts[account]?.name));

/** `me` is long 10 @100 with an equity of 10, so bankrupt at 99; ticks of 0.01. */
function leveraged(insuranceFund = 1_000, rulesVersion?: number): TestPit {
  const pit = new TestPit([{ tickSize: 0.01 }], 10, 6, insuranceFund, false, rulesVersion);
  for (const rich of ['maker', 'x', 'y']) pit.open(rich, 1_000_000);
  pit.place('maker', 'sell', 10, 100);
  pit.place('me', 'buy', 10, 100);
  return pit;
}

/** Set the mark by a trade of two others. */
function trade(pit: TestPit, price: number) {
  pit.place('x', 'buy', 1, price);
  return pit.place('y', 'sell', 1, price);
}

describe('L1 the orders go first', () => {
  test('all of them are cancelled, with cause liquidation', () => {
    const pit = leveraged();
    pit.place('me', 'sell', 5, 120, { id: 'open' });
    const events = trade(pit, 99.3);
    expect(steps(events).slice(0, 2)).toEqual([
      ['started', 10],
      ['orders_canceled', 5],
    ]);
    expect(only(events, 'order_canceled')).toMatchObject([
      { clientOrderId: 'open', remainingQuantity: 5, cause: 'liquidation' },
    ]);
  });

  test('if the new mark heals it, nothing more happens', () => {
    const pit = leveraged();
    // Its own ask at 99.4 holds the median down; without it the mark is the older ask at 99.8.
    pit.place('x', 'buy', 1, 99.9);
    pit.place('y', 'sell', 1, 99.9);
    pit.place('maker', 'sell', 5, 99.8);
    pit.place('me', 'sell', 5, 99.4, { id: 'own' });
    const events = only(pit.place('x', 'buy', 1, 99.3), 'liquidation');
    expect(events.map(({ stage }) => stage)).toEqual(['started', 'orders_canceled', 'completed']);
    expect(pit.position('me').quantity).toBe(10);
  });
});

describe('L2 the takeover', () => {
  test('leaves the account flat, with the money that remains at the bankruptcy price', () => {
    const pit = leveraged();
    expect(steps(trade(pit, 99.3))).toContainEqual(['taken_over', 10, 9_900]);
    expect(pit.position('me')).toMatchObject({ quantity: 0, realized: -10, balance: 0 });
  });

  test('beyond the bankruptcy price the fund pays, not the account', () => {
    const pit = leveraged();
    pit.place('maker', 'buy', 10, 98.5);
    const events = trade(pit, 98.5);
    expect(steps(events)).toContainEqual(['insurance_fund', 10, -5_000_000]);
    expect(pit.position('me').balance).toBe(0);
  });

  test('the account can trade again at once', () => {
    const pit = leveraged();
    trade(pit, 99.3);
    expect(refusal(pit.place('me', 'buy', 1, 90))).toBe('INSUFFICIENT_MARGIN');
  });
});

describe('L3 the book and the fund', () => {
  /** Long 1 @100 with an equity of 1 and maintenance of about 0.5: bankrupt at 99. */
  const one = (bid: number, insuranceFund?: number) => {
    const pit = new TestPit([{ tickSize: 0.01 }], 1, 6, insuranceFund);
    for (const rich of ['maker', 'x', 'y']) pit.open(rich, 1_000_000);
    pit.place('maker', 'sell', 1, 100);
    pit.place('me', 'buy', 1, 100);
    pit.place('maker', 'buy', 1, bid);
    return pit;
  };

  test('long 1 @100, bankruptcy price 99.00: filled at 99.25 the fund gains 0.25', () => {
    const pit = one(99.25);
    pit.place('x', 'buy', 1, 99.4);
    const events = pit.place('y', 'sell', 1, 99.4);
    expect(steps(events)).toEqual([
      ['started', 1],
      ['taken_over', 1, 9_900],
      ['filled', 1, 9_925],
      ['insurance_fund', 1, 250_000],
      ['completed', 0],
    ]);
    expect(pit.money(pit.state.insuranceFund)).toBe(1_000.25);
  });

  test('filled at 98.75 the fund pays 0.25', () => {
    const pit = one(98.75);
    const events = trade(pit, 99.4);
    expect(steps(events)).toContainEqual(['insurance_fund', 1, -250_000]);
    expect(pit.money(pit.state.insuranceFund)).toBe(999.75);
  });

  test('the exchange pays no fee, the resting order does', () => {
    const pit = new TestPit([{ tickSize: 0.01, makerFeeRate: 0.001, takerFeeRate: 0 }], 10);
    for (const rich of ['maker', 'x', 'y']) pit.open(rich, 1_000_000);
    pit.place('maker', 'sell', 8, 100);
    pit.place('me', 'buy', 8, 100);
    pit.place('maker', 'buy', 9, 99.2);
    const events = trade(pit, 98.9);
    const fills = only(events, 'fill').slice(-1);
    expect(fills).toMatchObject([{ liquidity: 'maker', fee: 793_600 }]);
    expect(only(events, 'trade').at(-1)).toMatchObject({ liquidation: true, quantity: 8 });
  });

  test('a fund that can pay for part of a worse fill pays for that part', () => {
    const pit = leveraged(1.2);
    pit.place('maker', 'buy', 100, 98.5);
    const events = trade(pit, 98.5);
    // Each lot costs the fund 0.5: two of ten are filled, eight are closed against the two who are short.
    expect(steps(events).slice(1)).toEqual([
      ['taken_over', 10, 9_900],
      ['filled', 2, 9_850],
      ['insurance_fund', 2, -1_000_000],
      ['auto_deleveraged', 7, 9_900],
      ['auto_deleveraged', 1, 9_900],
      ['completed', 0],
    ]);
  });
});

describe('L4 auto-deleveraging', () => {
  test('a short of 20 with bankruptcy price 650 takes 10 of the first and 10 of the second in the ranking, at 650', () => {
    // account:quantity:score. At a mark of 655 a long from 500 has a profit ratio of 0.31, so the wanted score
    // follows from the leverage, from an equity of 0.31 × 655 × quantity / score; here six times that, for all.
    const longs = [
      ['1', 10, 3],
      ['2', 10, 6],
      ['3', 20, 1],
      ['4', 30, 4],
      ['5', 20, 5],
      ['6', 10, 2],
    ] as const;
    const marginTiers = [{ upTo: null, maxLeverage: 20, maintenanceRate: 0.01 }];
    const pit = new TestPit([{ referencePrice: 500, marginTiers }], 1, 6, 0);
    for (const name of ['dealer', 'x', 'y']) pit.open(name, 10_000_000);
    for (const [name, quantity, score] of longs) {
      pit.open(name, ((6 * 0.31 * 655) / score - 155) * quantity);
      pit.place('dealer', 'sell', quantity, 500);
      pit.place(name, 'buy', quantity, 500);
    }
    expect(pit.position('dealer').quantity).toBe(-100);
    const ranking = deleveragedBy(pit);
    expect(ranking).toEqual([
      ['2', 10, 650],
      ['5', 10, 650],
    ]);
  });

  /** Liquidates a short of 20 that is bankrupt at 650 in an empty book. */
  function deleveragedBy(pit: TestPit) {
    pit.open('short', 3_000);
    pit.place('short', 'sell', 20, 500);
    pit.place('dealer', 'buy', 20, 500);
    pit.place('x', 'buy', 1, 655);
    const events = pit.place('y', 'sell', 1, 655);
    return only(events, 'liquidation')
      .filter(({ stage }) => stage === 'auto_deleveraged')
      .map(({ counterparty, quantity, price }) => [...names(pit, [counterparty]), quantity, price]);
  }
});

describe('L5 the order of a cascade', () => {
  test('the worst margin ratio goes first', () => {
    const pit = leveraged();
    pit.open('worse', 5.5);
    pit.place('maker', 'sell', 5, 100);
    pit.place('worse', 'buy', 5, 100);
    pit.open('worst', 1.1);
    pit.place('maker', 'sell', 1, 100);
    pit.place('worst', 'buy', 1, 100);
    const started = only(trade(pit, 99.05), 'liquidation').filter(({ stage }) => stage === 'started');
    expect(
      names(
        pit,
        started.map(({ account }) => account),
      ),
    ).toEqual(['me', 'worse', 'worst']);
  });

  test('equal ratios: the older account first', () => {
    const pit = leveraged();
    for (const name of ['second', 'third']) {
      pit.place('maker', 'sell', 10, 100);
      pit.place(name, 'buy', 10, 100);
    }
    const started = only(trade(pit, 99.3), 'liquidation').filter(({ stage }) => stage === 'started');
    expect(
      names(
        pit,
        started.map(({ account }) => account),
      ),
    ).toEqual(['me', 'second', 'third']);
  });

  test('a liquidation that moves the mark may cause the next', () => {
    const pit = leveraged();
    pit.open('next', 18);
    pit.place('maker', 'sell', 10, 100);
    pit.place('next', 'buy', 10, 100);
    pit.place('maker', 'buy', 10, 98.4);
    const started = only(trade(pit, 99.3), 'liquidation').filter(({ stage }) => stage === 'started');
    expect(
      names(
        pit,
        started.map(({ account }) => account),
      ),
    ).toEqual(['me', 'next']);
  });
});

test('rules version 1: a debt that an account trades into is paid by the insurance fund', () => {
  const pit = leveraged(1_000, 1);
  pit.place('maker', 'buy', 10, 90);
  const events = pit.place('me', 'sell', 10, null);
  expect(steps(events)).toEqual([
    ['started', 0],
    ['insurance_fund', 0, -90_000_000],
    ['completed', 0],
  ]);
  expect(pit.position('me')).toMatchObject({ quantity: 0, balance: 0 });
  expect(pit.money(pit.state.insuranceFund)).toBe(910);
});

test('rules version 1: a debt beyond the fund stays a debt, and ends nothing else', () => {
  const pit = leveraged(50, 1);
  pit.place('maker', 'buy', 10, 90);
  pit.place('me', 'sell', 10, null);
  expect(pit.position('me').balance).toBe(-40);
  expect(refusal(pit.place('me', 'buy', 1, 90))).toBe('INSUFFICIENT_MARGIN');
});

test('an account with positions in two markets loses the one with the larger maintenance margin first', () => {
  const pit = new TestPit([{ tickSize: 0.01 }, { tickSize: 0.01, symbol: 'Y' }], 20);
  for (const rich of ['maker', 'x', 'y']) pit.open(rich, 1_000_000);
  for (const [symbol, lots] of [
    ['X', 5],
    ['Y', 10],
  ] as const) {
    pit.place('maker', 'sell', lots, 100, { symbol });
    pit.place('me', 'buy', lots, 100, { symbol });
  }
  const events = trade(pit, 97.4);
  expect(steps(events).filter(([stage]) => stage === 'taken_over')).toEqual([
    ['taken_over', 10, 9_930],
    ['taken_over', 5, 9_740],
  ]);
  expect(pit.position('me').balance).toBe(0);
});
