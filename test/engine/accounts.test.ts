/** Rules A1–A5: positions, profit and fees to the last unit. */
import { describe, expect, test } from 'vitest';
import { TestPit, only, refusal } from '../support/pit.ts';

/** Trade between `me` and a counterparty that always quotes. */
function fill(pit: TestPit, side: 'buy' | 'sell', quantity: number, price: number) {
  pit.place('other', side === 'buy' ? 'sell' : 'buy', quantity, price);
  return pit.place('me', side, quantity, price);
}

describe('A2 average cost', () => {
  test('long 1 @100, long 1 @90: average 95, at 90 unrealized −10, at 60 −70', () => {
    const pit = new TestPit();
    fill(pit, 'buy', 1, 100);
    fill(pit, 'buy', 1, 90);
    expect(pit.position('me')).toMatchObject({ quantity: 2, average: 95, unrealized: -10 });
    pit.place('x', 'sell', 1, 60);
    pit.place('y', 'buy', 1, 60);
    expect(pit.position('me')).toMatchObject({ average: 95, unrealized: -70 });
  });

  test('a reduction takes its share of the cost, rounded toward zero', () => {
    const pit = new TestPit([{ tickSize: 0.000001 }]);
    fill(pit, 'buy', 1, 10);
    fill(pit, 'buy', 2, 10.000001);
    fill(pit, 'sell', 1, 10);
    // The cost of 30.000002 splits into 10.000000 (of 10.00000066…) and 20.000002.
    expect(pit.position('me')).toMatchObject({ quantity: 2, realized: 0, average: 10.000001 });
    fill(pit, 'sell', 2, 10);
    expect(pit.position('me').realized).toBe(-0.000002);
  });

  test('the share is exact where the product passes 2^53', () => {
    const pit = new TestPit([{ referencePrice: 1_000_000 }], 9_000_000_000, 2);
    fill(pit, 'buy', 600_000, 1_000_000);
    fill(pit, 'sell', 200_000, 1_000_001);
    expect(pit.position('me')).toMatchObject({ quantity: 400_000, average: 1_000_000, realized: 200_000 });
  });
});

test('A3 a fill through zero closes the old side and opens the new one at its price', () => {
  const pit = new TestPit();
  fill(pit, 'buy', 2, 100);
  fill(pit, 'sell', 5, 110);
  expect(pit.position('me')).toMatchObject({ quantity: -3, average: 110, realized: 20, unrealized: 0 });
  fill(pit, 'buy', 3, 105);
  expect(pit.position('me')).toMatchObject({ quantity: 0, average: null, realized: 35 });
});

describe('A4 fees', () => {
  test('maker and taker pay their rates on traded value, rounded up to the unit', () => {
    const pit = new TestPit([
      { makerFeeRate: 0.0002, takerFeeRate: 0.0005, tickSize: 0.001, referencePrice: 0.007 },
    ]);
    const events = fill(pit, 'buy', 1, 0.007);
    expect(only(events, 'fill').map(({ liquidity, fee }) => [liquidity, pit.money(fee)])).toEqual([
      ['maker', 0.000002],
      ['taker', 0.000004],
    ]);
    expect(pit.money(pit.state.feesCollected)).toBe(0.000006);
    const [trade] = only(events, 'trade');
    expect([trade?.buyFee, trade?.sellFee].map((fee) => pit.money(fee ?? 0))).toEqual([0.000004, 0.000002]);
  });

  test('a rebate is rounded toward zero', () => {
    const pit = new TestPit([
      { makerFeeRate: -0.0001, takerFeeRate: 0.0001, tickSize: 0.001, referencePrice: 0.019 },
    ]);
    const [maker] = only(fill(pit, 'buy', 1, 0.019), 'fill');
    expect(pit.money(maker?.fee ?? 0)).toBe(-0.000001);
  });
});

describe('A1 what could pass 2^53 − 1 is rejected', () => {
  test('a position with its open orders', () => {
    const pit = new TestPit([{ referencePrice: 1_000_000 }], 1_000_000_000);
    // 2^52 / (64 × 1,000,000 ticks × 10^6 units) lots
    expect(pit.market().spec.lotsMax).toBe(70);
    expect(refusal(pit.place('me', 'buy', 71, 1_000_000))).toBe('INVALID_QUANTITY');
    expect(refusal(pit.place('me', 'buy', 40, 1_000_000))).toBeUndefined();
    expect(refusal(pit.place('me', 'buy', 31, 1_000_000))).toBe('INVALID_QUANTITY');
    expect(refusal(pit.place('me', 'buy', 30, 1_000_000))).toBeUndefined();
  });

  test('a price above 64 times the reference price, also for orders that only reduce', () => {
    const pit = new TestPit();
    fill(pit, 'buy', 5, 100);
    expect(refusal(pit.place('me', 'sell', 1, 6_401))).toBe('INVALID_PRICE');
    expect(refusal(pit.place('me', 'sell', 1, 6_400))).toBeUndefined();
    const stop = { orderType: 'stop_market', stopPrice: 6_401 } as const;
    expect(refusal(pit.place('me', 'sell', 1, null, stop))).toBe('INVALID_PRICE');
  });

  test('an opposite position gives no room', () => {
    const pit = new TestPit([{}], 1_000_000_000);
    const { lotsMax } = pit.market().spec;
    pit.place('other', 'buy', 1_000, 100);
    pit.place('me', 'sell', 1_000, 100);
    expect(refusal(pit.place('me', 'buy', lotsMax + 1, 98))).toBe('INVALID_QUANTITY');
    expect(refusal(pit.place('me', 'buy', lotsMax, 98))).toBeUndefined();
  });

  test('so nobody can move the mark price beyond what the engine can count', () => {
    const pit = new TestPit([{}], 1_000_000_000_000 / 1_000);
    const lots = pit.market().spec.lotsMax;
    for (const name of ['long', 'short', 'walker']) pit.open(name, 1_000_000_000);
    fill(pit, 'buy', 1, 100);
    pit.place('short', 'sell', Math.min(lots, 900_000), 100);
    pit.place('long', 'buy', Math.min(lots, 900_000), 100);
    for (const price of [800, 3_200, 6_400]) {
      pit.place('walker', 'sell', 1, price);
      pit.place('long', 'buy', 1, price);
    }
    expect(pit.market().markPrice).toBeLessThanOrEqual(6_400);
  });
});

test('A1 money near 2^53 is summed exactly', () => {
  const marginTiers = [{ upTo: null, maxLeverage: 1_000, maintenanceRate: 0.0005 }];
  const pit = new TestPit([{ referencePrice: 1, marginTiers }], 0, 0, 0);
  pit.open('a', 4_503_599_627_370_495);
  pit.open('b', 4_503_599_627_370_496);
  pit.place('b', 'sell', 2, 1);
  pit.place('a', 'buy', 2, 1);
  pit.place('a', 'buy', 1, 2);
  // The pit checks the money after each command.
  expect(refusal(pit.place('b', 'sell', 1, 3))).toBeUndefined();
});
