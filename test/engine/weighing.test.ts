/** R4: opened lots are weighed at the order's price, and again when the position that excused the order shrinks. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_INSTRUMENT, type Instrument } from '../../src/contract/instrument.ts';
import type { TimeMicros } from '../../src/contract/units.ts';
import { apply } from '../../src/engine/index.ts';
import { only, refusal, TestPit, trades, type EngineEvent } from '../support/pit.ts';

const TEN_TIMES: Partial<Instrument> = {
  marginTiers: [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.005 }],
};

/** `me` has 100, everybody else plenty. */
function tenTimes(instrument: Partial<Instrument> = {}, rulesVersion?: number): TestPit {
  const pit = new TestPit([{ ...TEN_TIMES, ...instrument }], 100, 6, 1_000, false, rulesVersion);
  for (const rich of ['maker', 'other']) pit.open(rich, 1_000_000);
  return pit;
}

/** `me` is long 10, bought at 100; the mark is 91, so that its equity is 10. */
function nearlySpent(rulesVersion?: number): TestPit {
  const pit = tenTimes({}, rulesVersion);
  pit.place('maker', 'sell', 10, 100);
  pit.place('me', 'buy', 10, 100);
  pit.place('maker', 'buy', 100, 91);
  pit.place('other', 'sell', 1, 91);
  expect(pit.position('me')).toMatchObject({ quantity: 10, equity: 10 });
  return pit;
}

const cancels = (events: readonly EngineEvent[]) =>
  only(events, 'order_canceled').map(({ clientOrderId, cause }) => [clientOrderId, cause]);

describe('R4 an order is weighed at its price where that is dearer than the mark', () => {
  test.each(['mark', 'entry'] as const)('a sell far above the mark, margin on %s', (marginValue) => {
    const pit = tenTimes({ marginValue });
    expect(pit.place('me', 'sell', 10, 1_000)).toMatchObject([
      { code: 'INSUFFICIENT_MARGIN', reason: 'needs 1000 margin with this order, has 100.' },
    ]);
    expect(refusal(pit.place('me', 'sell', 1, 1_000))).toBeUndefined();
    expect(refusal(pit.place('me', 'sell', 1, 1_000))).toBe('INSUFFICIENT_MARGIN');
  });

  test('rules version 1 valued it at the mark', () => {
    expect(refusal(tenTimes({}, 1).place('me', 'sell', 10, 1_000))).toBeUndefined();
  });

  test('on the default instrument 1 BTC sold at 60,000 needs 1,530 with its fee', () => {
    const pit = new TestPit([DEFAULT_INSTRUMENT], 1_529.99, 8);
    expect(pit.place('me', 'sell', 1, 60_000)).toMatchObject([
      { reason: 'needs 1530 margin with this order, has 1529.99.' },
    ]);
    pit.open('richer', 1_530);
    expect(refusal(pit.place('richer', 'sell', 1, 60_000))).toBeUndefined();
  });

  test('a buy above the mark pays the difference and is valued at its price', () => {
    const pit = tenTimes();
    expect(pit.place('me', 'buy', 5, 120)).toMatchObject([
      { reason: 'needs 160 margin with this order, has 100.' },
    ]);
    expect(refusal(pit.place('me', 'buy', 3, 120))).toBeUndefined();
  });

  test('a stop, an amendment and a market order are weighed the same way', () => {
    const pit = tenTimes();
    const stop = { orderType: 'stop_limit', stopPrice: 90 } as const;
    expect(refusal(pit.place('me', 'sell', 10, 1_000, stop))).toBe('INSUFFICIENT_MARGIN');
    pit.place('me', 'sell', 5, 200, { id: 'x' });
    expect(refusal(pit.amend('me', 'x', { price: 201 }))).toBe('INSUFFICIENT_MARGIN');
    pit.cancel('me', 'x');
    pit.place('maker', 'buy', 10, 1_000);
    expect(refusal(pit.place('me', 'sell', 10, null))).toBe('INSUFFICIENT_MARGIN');
  });

  test('a limit order that trades at a dearer price than its own is weighed at the dearer one', () => {
    const pit = tenTimes();
    pit.place('maker', 'buy', 10, 1_000);
    expect(pit.place('me', 'sell', 10, 100)).toMatchObject([
      { reason: 'needs 1000 margin with this order, has 100.' },
    ]);
  });

  test('isolated margin is weighed separately', () => {
    const pit = tenTimes();
    pit.open('split', 1_000);
    pit.setMargin('split', 100);
    expect(refusal(pit.place('split', 'sell', 10, 1_000))).toBe('INSUFFICIENT_MARGIN');
  });

  test('through zero, closed lots need no margin', () => {
    const pit = tenTimes();
    pit.place('maker', 'sell', 5, 100);
    pit.place('me', 'buy', 5, 100);
    // 5 of 10 lots open a short of 5 × 200; the dearer price counts on all ten: 10 × 200 − 5 × 100 = 1,500.
    expect(pit.place('me', 'sell', 10, 200)).toMatchObject([
      { reason: 'needs 150 margin with this order, has 100.' },
    ]);
    expect(refusal(pit.place('me', 'sell', 5, 200))).toBeUndefined();
  });
});

describe('R4 orders are weighed again when the position that excused them shrinks', () => {
  test('by a reduce-only order at the market', () => {
    const pit = nearlySpent();
    expect(refusal(pit.place('me', 'sell', 10, 92, { id: 'resting' }))).toBeUndefined();
    const events = pit.place('me', 'sell', 10, null, { reduceOnly: true });
    expect(cancels(events)).toEqual([['resting', 'insufficient_margin']]);
    pit.place('other', 'buy', 10, 92);
    expect(pit.position('me')).toMatchObject({ quantity: 0, equity: 10 });
  });

  test('rules version 1 let it open a position without margin', () => {
    const pit = nearlySpent(1);
    pit.place('me', 'sell', 10, 92, { id: 'resting' });
    expect(cancels(pit.place('me', 'sell', 10, null, { reduceOnly: true }))).toEqual([]);
    pit.place('other', 'buy', 10, 92);
    expect(pit.position('me')).toMatchObject({ quantity: -10, initialMargin: 92 });
  });

  test('the youngest goes first, and only as many as must', () => {
    const pit = nearlySpent();
    for (const [id, price] of [
      ['first', 92],
      ['second', 93],
      ['third', 94],
    ] as const) {
      pit.place('me', 'sell', 3, price, { id });
    }
    const events = pit.place('me', 'sell', 5, null, { reduceOnly: true });
    expect(cancels(events)).toEqual([
      ['third', 'insufficient_margin'],
      ['second', 'insufficient_margin'],
    ]);
    expect(
      pit
        .account('me')
        .orders.values()
        .map(({ clientOrderId }) => clientOrderId),
    ).toEqual(['first']);
  });

  test('by a market order that only the position excuses', () => {
    const pit = nearlySpent();
    pit.place('me', 'sell', 10, 92, { id: 'resting' });
    const events = pit.place('me', 'sell', 10, null);
    expect(refusal(events)).toBeUndefined();
    expect(cancels(events)).toEqual([['resting', 'insufficient_margin']]);
  });

  test('by a stop that triggers', () => {
    const pit = nearlySpent();
    pit.place('me', 'sell', 10, 95, { id: 'resting' });
    pit.place('me', 'sell', 10, null, { orderType: 'stop_market', stopPrice: 91, reduceOnly: true });
    expect(pit.position('me').quantity).toBe(0);
    expect(pit.account('me').orders.size).toBe(0);
  });

  test('a resting reduce-only order excuses no other of its side', () => {
    const pit = nearlySpent();
    pit.place('me', 'sell', 10, 92, { reduceOnly: true });
    expect(refusal(pit.place('me', 'sell', 10, 93))).toBe('INSUFFICIENT_MARGIN');
    expect(refusal(pit.place('me', 'sell', 10, 91, { timeInForce: 'ioc' }))).toBeUndefined();
    expect(pit.position('me').quantity).toBe(0);
  });

  test('by auto-deleveraging', () => {
    const pit = new TestPit([{ ...TEN_TIMES, tickSize: 0.01 }], 100, 6, 0);
    pit.open('maker', 1_000_000);
    pit.open('other', 1_000_000);
    // `weak` is short 10 at 100 with 100; `me` holds the other side.
    pit.place('weak', 'sell', 10, 100);
    pit.place('me', 'buy', 10, 100);
    pit.place('me', 'sell', 10, 150, { id: 'resting' });
    pit.place('maker', 'sell', 1, 110);
    const events = pit.place('other', 'buy', 1, 110);
    expect(only(events, 'liquidation').map(({ stage }) => stage)).toContain('auto_deleveraged');
    expect(pit.position('me').quantity).toBe(0);
    expect(cancels(events)).toEqual([]);
    // 200 of equity is enough for a short of 1,500. With less it is not.
    expect(pit.position('me').equity).toBe(200);
  });

  test('an equity that covers the order’s value, but not its fee, does not cover it', () => {
    const marginTiers = [{ upTo: null, maxLeverage: 1, maintenanceRate: 0.005 }];
    const pit = new TestPit([{ marginTiers, makerFeeRate: 0.1 }]);
    pit.open('me', 1_105);
    pit.place('maker', 'sell', 10, 100);
    pit.place('me', 'buy', 10, 100);
    pit.place('maker', 'buy', 100, 100);
    pit.place('me', 'sell', 10, 110, { id: 'resting' });
    expect(pit.position('me')).toMatchObject({ equity: 1_105 });
    // 10 × 110, and a fee of 110.
    const events = pit.place('me', 'sell', 10, null, { reduceOnly: true });
    expect(cancels(events)).toEqual([['resting', 'insufficient_margin']]);
  });

  test('an order that the equity covers stays', () => {
    const pit = nearlySpent();
    pit.place('me', 'sell', 1, 92, { id: 'small' });
    expect(cancels(pit.place('me', 'sell', 10, null, { reduceOnly: true }))).toEqual([]);
    pit.place('other', 'buy', 1, 92);
    expect(pit.position('me').quantity).toBe(-1);
  });
});

describe('R4 orders are weighed again before one sweep meets them', () => {
  /** `me` has two sells of 10 in the book: a reduce-only one at 92, and one at 93 that its position excused. */
  const closingTwice = (rulesVersion?: number) => {
    const pit = nearlySpent(rulesVersion);
    pit.place('me', 'sell', 10, 93, { id: 'plain' });
    pit.place('me', 'sell', 10, 92, { reduceOnly: true });
    return pit;
  };

  test('a plain order behind the reduce-only one that closed the position', () => {
    const pit = closingTwice();
    const events = pit.place('other', 'buy', 20, 93);
    expect(trades(events)).toEqual([[92, 10]]);
    expect(cancels(events)).toEqual([['plain', 'insufficient_margin']]);
    expect(pit.position('me')).toMatchObject({ quantity: 0, equity: 20 });
  });

  test('a plain order of a pair behind another plain one, which a reduce-only order leaves unexcused', () => {
    const pit = nearlySpent();
    pit.place('me', 'sell', 5, 92);
    pit.place('me', 'sell', 5, 93, { id: 'plain' });
    pit.place('me', 'sell', 10, 94, { reduceOnly: true });
    const stop = { orderType: 'stop_market', stopPrice: 80, reduceOnly: true } as const;
    pit.place('me', 'sell', 1, null, { ...stop, id: 'stop', oco: 'plain' });
    const events = pit.place('other', 'buy', 20, 93);
    expect(trades(events)).toEqual([[92, 5]]);
    expect(cancels(events)).toEqual([
      ['plain', 'insufficient_margin'],
      ['stop', 'oco'],
    ]);
  });

  test('rules version 2 let the sweep open a position without margin, and counted these lots for a fok order', () => {
    for (const timeInForce of ['gtc', 'fok'] as const) {
      const pit = closingTwice(2);
      pit.place('other', 'buy', 20, 93, { timeInForce });
      expect(pit.position('me')).toMatchObject({ quantity: -10, equity: 20, initialMargin: 93 });
    }
  });

  test('a plain order behind the plain one that closed a part of the position', () => {
    const pit = tenTimes();
    pit.place('maker', 'sell', 10, 100);
    pit.place('me', 'buy', 10, 100);
    pit.place('me', 'sell', 5, 101, { id: 'first' });
    pit.place('me', 'sell', 14, 102, { id: 'second' });
    pit.place('maker', 'buy', 100, 91);
    pit.place('other', 'sell', 1, 91);
    pit.place('maker', 'sell', 5, 103);
    const events = pit.place('other', 'buy', 20, 103);
    expect(trades(events)).toEqual([
      [101, 5],
      [103, 5],
    ]);
    expect(cancels(events)).toEqual([['second', 'insufficient_margin']]);
  });

  test('an order that the equity covers trades', () => {
    const pit = nearlySpent();
    pit.place('me', 'sell', 1, 93, { id: 'covered' });
    pit.place('me', 'sell', 10, 92, { reduceOnly: true });
    expect(trades(pit.place('other', 'buy', 20, 93))).toEqual([
      [92, 10],
      [93, 1],
    ]);
  });

  test('fill or kill counts what remains', () => {
    const pit = closingTwice();
    pit.place('maker', 'sell', 5, 93);
    expect(pit.place('other', 'buy', 20, 93, { timeInForce: 'fok' })).toMatchObject([
      { code: 'FILL_OR_KILL_UNFILLABLE', reason: 'only 15 of 20 could be filled at once.' },
    ]);
  });

  test('the measurement before a sweep equals its trades, for any orders of any owners', () => {
    const order = fc.tuple(
      fc.constantFrom('a', 'b'),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 6 }),
      fc.boolean(),
    );
    let cancelled = 0;
    fc.assert(
      fc.property(
        fc.array(order, { minLength: 2, maxLength: 12 }),
        fc.integer({ min: 1, max: 60 }),
        (orders, lots) => {
          const pit = tenTimes();
          for (const owner of ['a', 'b']) {
            pit.open(owner, 100);
            pit.place('maker', 'sell', 10, 100);
            pit.place(owner, 'buy', 10, 100);
          }
          pit.place('maker', 'buy', 100, 91);
          pit.place('other', 'sell', 1, 91);
          for (const [owner, quantity, ticks, reduceOnly] of orders)
            pit.place(owner, 'sell', quantity, 91 + ticks, { reduceOnly });
          const terms = { timeInForce: 'fok' } as const;
          const refused = only(pit.place('other', 'buy', lots, 100, terms), 'order_rejected')[0];
          const measured = refused === undefined ? lots : Number(/only (\d+) of/.exec(refused.reason)?.[1]);
          if (refused === undefined) return;
          const events = pit.place('other', 'buy', lots, 100, { timeInForce: 'ioc' });
          cancelled += cancels(events).filter(([, cause]) => cause === 'insufficient_margin').length;
          expect(trades(events).reduce((sum, [, quantity]) => sum + quantity, 0)).toBe(measured);
        },
      ),
      { numRuns: 400, seed: 20_261_130 },
    );
    expect(cancelled).toBeGreaterThan(50);
  });

  test('a takeover meets the orders in the same way', () => {
    const pit = new TestPit([TEN_TIMES, { ...TEN_TIMES, symbol: 'Y' }], 1_000_000);
    for (const [name, deposit, side, lots, lotsOfY] of [
      ['me', 190, 'buy', 10, 9],
      ['weak', 380, 'sell', 20, 18],
    ] as const) {
      pit.open(name, deposit);
      pit.place('maker', side === 'buy' ? 'sell' : 'buy', lots, 100);
      pit.place(name, side, lots, 100);
      pit.place('maker', 'sell', lotsOfY, 100, { symbol: 'Y' });
      pit.place(name, 'buy', lotsOfY, 100, { symbol: 'Y' });
    }
    pit.place('maker', 'buy', 1, 80, { symbol: 'Y' });
    pit.place('other', 'sell', 1, 80, { symbol: 'Y' });
    pit.place('me', 'sell', 10, 103, { id: 'plain' });
    pit.place('me', 'sell', 10, 102, { reduceOnly: true });
    pit.place('maker', 'sell', 10, 103);
    pit.place('maker', 'sell', 1, 101);
    const events = pit.place('other', 'buy', 1, 101);
    expect(cancels(events)[0]).toEqual(['plain', 'insufficient_margin']);
    const me = pit.account('me').index;
    const taken = only(events, 'trade').filter(
      ({ liquidation, instrument }) => liquidation && instrument === 0,
    );
    expect(taken.map(({ price, quantity, sellAccount }) => [price, quantity, sellAccount === me])).toEqual([
      [102, 10, true],
      [103, 10, false],
    ]);
  });
});

test('an order that the equity does not cover any more ends as quickly among thousands as among hundreds', () => {
  const LATER = 1_000_000 as TimeMicros;
  /** Milliseconds for each of so many orders, which end with the position that excused them. */
  const timed = (orders: number): number => {
    const pit = new TestPit([TEN_TIMES], 10 * orders, 6);
    for (const rich of ['maker', 'other']) pit.open(rich, 1_000_000);
    pit.place('maker', 'sell', orders, 100);
    pit.place('me', 'buy', orders, 100);
    pit.place('maker', 'buy', 10 * orders, 91);
    pit.place('other', 'sell', 1, 91);
    pit.place('me', 'sell', 1, 105);
    const { command } = pit.record.at(-1) ?? {};
    if (command?.type !== 'place_order') throw new Error('no order');
    // The pit checks all orders after each command of its own.
    const place = (more: object) => apply(pit.state, { ...command, ...more }, LATER);
    for (let order = 1; order < orders; order += 1) place({ clientOrderId: `${order}` });
    const quantity = command.quantity * orders;
    const startMs = performance.now();
    const events = place({
      orderType: 'market',
      price: null,
      reduceOnly: true,
      quantity,
      clientOrderId: 'end',
    });
    const tookMs = performance.now() - startMs;
    expect(only(events, 'order_canceled').length).toBeGreaterThan(0.85 * orders);
    return tookMs / orders;
  };
  const shortest = (orders: number, times: number) =>
    Math.min(...Array.from({ length: times }, () => timed(orders)));
  const [few, many] = [shortest(200, 20), shortest(4_000, 2)];
  // With a search for each of them, it took thirteen times as long among thousands.
  expect(many).toBeLessThan(5 * few);
});
