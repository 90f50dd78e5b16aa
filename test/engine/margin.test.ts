/** Rules R1–R5. */
import { describe, expect, test } from 'vitest';
import { compileInstrument } from '../../src/contract/instrument.ts';
import { initialMargin, maintenanceMargin } from '../../src/engine/margin.ts';
import { PLAIN, TestPit, only, refusal } from '../support/pit.ts';

test('R1 the mark is the reference, then the last trade, then the median', () => {
  const pit = new TestPit();
  const mark = () => pit.market().markPrice;
  pit.place('a', 'buy', 1, 90);
  pit.place('b', 'sell', 3, 120);
  expect(mark()).toBe(100);
  pit.place('c', 'buy', 1, 120);
  expect(mark()).toBe(120);
  pit.place('b', 'sell', 1, 110);
  expect(mark()).toBe(110);
  pit.place('c', 'buy', 1, 115);
  expect(mark()).toBe(110);
  pit.place('c', 'buy', 1, 112);
  expect(mark()).toBe(112);
});

describe('R2 tiers', () => {
  const floors = [0, 50_000, 250_000, 1e6, 5e6, 10e6, 20e6, 35e6, 50e6];
  const rates = [0.004, 0.005, 0.01, 0.025, 0.05, 0.1, 0.125, 0.15, 0.25];
  const deductions = [0, 50, 1_300, 16_300, 141_300, 641_300, 1_141_300, 2_016_300, 7_016_300];
  const leverages = [100, 50, 25, 20, 10, 5, 4, 3, 2];
  const spec = compileInstrument(
    {
      ...PLAIN,
      marginTiers: rates.map((maintenanceRate, index) => ({
        upTo: floors[index + 1] ?? null,
        maxLeverage: leverages[index] as number,
        maintenanceRate,
      })),
    },
    0,
    6,
  );

  test.each(deductions.map((deduction, index) => ({ deduction, index })))(
    'tier $index: value × rate − $deduction',
    ({ deduction, index }) => {
      const value = ((floors[index] as number) + 12_345) * 1e6;
      expect(maintenanceMargin(spec, value)).toBe(
        Math.round(value * (rates[index] as number)) - deduction * 1e6,
      );
    },
  );

  test.each(floors.slice(1))('both margins are continuous at %d', (floor) => {
    for (const margin of [initialMargin, maintenanceMargin]) {
      const step = margin(spec, floor * 1e6) - margin(spec, floor * 1e6 - 1);
      expect(step).toBeGreaterThanOrEqual(0);
      expect(step).toBeLessThanOrEqual(1);
    }
  });
});

describe('R4 initial margin', () => {
  test('counts the worst case of all open orders', () => {
    const pit = new TestPit([{}], 10);
    expect(refusal(pit.place('me', 'buy', 10, 100))).toBeUndefined();
    expect(refusal(pit.place('me', 'buy', 1, 100))).toBe('INSUFFICIENT_MARGIN');
    expect(refusal(pit.place('me', 'sell', 9, 101))).toBeUndefined();
    expect(refusal(pit.place('me', 'sell', 1, 101))).toBe('INSUFFICIENT_MARGIN');
  });

  test('the rejection states required and available margin', () => {
    const pit = new TestPit([{}], 10);
    const [rejected] = only(pit.place('me', 'buy', 11, 100), 'order_rejected');
    expect(rejected?.reason).toBe('needs 11 margin with this order, has 10.');
  });

  test('includes fees', () => {
    const pit = new TestPit([{ takerFeeRate: 0.001 }], 10);
    expect(refusal(pit.place('me', 'buy', 10, 100))).toBe('INSUFFICIENT_MARGIN');
    expect(refusal(pit.place('me', 'buy', 9, 100))).toBeUndefined();
  });

  test('buying above the mark is an immediate loss; a bid far below is no gain', () => {
    const pit = new TestPit([{}], 10);
    expect(refusal(pit.place('me', 'buy', 1, 110))).toBe('INSUFFICIENT_MARGIN');
    expect(refusal(pit.place('me', 'buy', 11, 1))).toBe('INSUFFICIENT_MARGIN');
  });

  test('the gain of low bids covers no loss', () => {
    const pit = new TestPit([{}], 200);
    pit.open('friend', 1_000_000);
    pit.place('me', 'buy', 100, 1);
    pit.place('friend', 'sell', 90, 199);
    expect(refusal(pit.place('me', 'buy', 90, 199, { timeInForce: 'ioc' }))).toBe('INSUFFICIENT_MARGIN');
  });

  test('a market order is weighed by its trades, past own orders', () => {
    const pit = new TestPit([{}], 50);
    pit.open('friend', 1_000_000);
    pit.place('me', 'sell', 20, 100);
    pit.place('friend', 'sell', 20, 199);
    expect(refusal(pit.place('me', 'buy', 20, null))).toBe('INSUFFICIENT_MARGIN');
  });

  test('with decrement, by its remainder beyond the own order', () => {
    const pit = new TestPit([{}], 10);
    pit.open('friend', 1_000_000);
    pit.place('me', 'sell', 1, 100);
    pit.place('friend', 'sell', 5, 190);
    expect(refusal(pit.place('me', 'buy', 6, null, { selfTradePrevention: 'decrement' }))).toBe(
      'INSUFFICIENT_MARGIN',
    );
  });

  describe('on what the position costs', () => {
    /** `me` holds 10 bought at 100, at 10×. */
    const held = (deposit: number) => {
      const marginTiers = [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.09 }];
      const pit = new TestPit([{ marginValue: 'entry', marginTiers }], 1e6);
      pit.place('maker', 'sell', 10, 100);
      pit.open('me', deposit);
      pit.place('me', 'buy', 10, 100);
      return pit;
    };

    test('an order through zero is charged only on the lots that it opens', () => {
      // The mark falls to 50: 500 are lost, and 90 of 100 lots sold there will have cost 4,500.
      const flipped = (deposit: number) => {
        const pit = held(deposit);
        pit.place('other', 'buy', 500, 50);
        pit.place('maker', 'sell', 1, 50);
        return { pit, events: pit.place('me', 'sell', 100, 50) };
      };
      expect(flipped(949).events).toMatchObject([
        { code: 'INSUFFICIENT_MARGIN', reason: 'needs 450 margin with this order, has 449.' },
      ]);
      const { pit, events } = flipped(950);
      expect(refusal(events)).toBeUndefined();
      expect(pit.position('me')).toMatchObject({ quantity: -90, equity: 450, initialMargin: 450 });
    });

    test('a closing order needs no margin at any price, and leaves its share of the cost', () => {
      const pit = held(200);
      pit.place('me', 'sell', 10, 500);
      expect(refusal(pit.place('me', 'buy', 11, 91))).toBe('INSUFFICIENT_MARGIN');
      expect(refusal(pit.place('me', 'buy', 10, 100, { id: 'second' }))).toBeUndefined();
    });
  });

  test('a stop is weighed again when it triggers', () => {
    const pit = new TestPit([{}], 20);
    pit.open('maker', 1_000_000);
    pit.place('maker', 'sell', 14, 110);
    const stop = { orderType: 'stop_market', stopPrice: 100 } as const;
    const events = pit.place('me', 'buy', 14, null, stop);
    expect(only(events, 'order_triggered')).toHaveLength(1);
    expect(only(events, 'order_canceled')).toMatchObject([
      { remainingQuantity: 14, cause: 'insufficient_margin' },
    ]);
    expect(pit.position('me').quantity).toBe(0);
  });

  test('an amendment that takes no risk on is not weighed', () => {
    const pit = new TestPit([{ priceBand: 0.1 }], 10);
    pit.open('x', 1_000_000);
    pit.open('y', 1_000_000);
    pit.place('me', 'buy', 10, 95, { id: 'low' });
    for (const price of [105, 110]) {
      pit.place('x', 'sell', 1, price);
      pit.place('y', 'buy', 1, price);
    }
    expect(refusal(pit.amend('me', 'low', { quantity: 9 }))).toBeUndefined();
    expect(refusal(pit.amend('me', 'low', { quantity: 10 }))).toBe('PRICE_OUT_OF_BAND');
  });

  test('an order that only reduces is accepted without margin', () => {
    const pit = new TestPit([{}], 10);
    pit.open('maker', 1_000_000);
    pit.place('maker', 'sell', 10, 100);
    pit.place('me', 'buy', 10, 100);
    expect(refusal(pit.place('me', 'buy', 1, 99))).toBe('INSUFFICIENT_MARGIN');
    expect(refusal(pit.place('me', 'sell', 10, 105))).toBeUndefined();
  });

  test('an amendment is weighed like a new order', () => {
    const pit = new TestPit([{}], 10);
    pit.place('me', 'buy', 5, 99, { id: 'x' });
    expect(refusal(pit.amend('me', 'x', { quantity: 11 }))).toBe('INSUFFICIENT_MARGIN');
    expect(refusal(pit.amend('me', 'x', { quantity: 10 }))).toBeUndefined();
  });
});

test('R5 liquidation and bankruptcy price lie on the tick at which equity meets maintenance margin and zero', () => {
  const tiers = [{ upTo: null, maxLeverage: 50, maintenanceRate: 0.005 }];
  const pit = new TestPit([{ referencePrice: 10_000, marginTiers: tiers }], 200);
  pit.open('maker', 1_000_000);
  pit.place('maker', 'sell', 1, 10_000);
  pit.place('me', 'buy', 1, 10_000);
  // 200 + p − 10,000 = 0.005 p at 9,849.2…
  expect(pit.position('me')).toMatchObject({ liquidationPrice: 9_849, bankruptcyPrice: 9_800 });
  expect(pit.position('maker')).toMatchObject({ bankruptcyPrice: 1_010_000 });
});
