/** Rules M10 and M11: stops that wait for the mark price, and the band around it. */
import { describe, expect, test } from 'vitest';
import { TestPit, only, refusal } from '../support/pit.ts';

describe('M10 stops', () => {
  const quiet = () => {
    const pit = new TestPit();
    pit.place('maker', 'sell', 100, 101);
    pit.place('maker', 'buy', 100, 99);
    pit.place('other', 'buy', 1, 101);
    return pit;
  };

  test('wait outside the book and trigger in the order of placing', () => {
    const pit = quiet();
    pit.place('late', 'buy', 1, null, { orderType: 'stop_market', stopPrice: 103, id: 'one' });
    pit.place('early', 'buy', 1, null, { orderType: 'stop_market', stopPrice: 102, id: 'two' });
    expect(pit.book().bids).toEqual([[99, 100]]);
    pit.place('maker', 'sell', 10, 104);
    const events = pit.place('other', 'buy', 102, 104);
    expect(only(events, 'order_triggered').map(({ clientOrderId }) => clientOrderId)).toEqual(['one', 'two']);
    expect(pit.position('late').quantity).toBe(1);
    expect(pit.position('early').quantity).toBe(1);
  });

  test('a stop_limit enters as its limit order', () => {
    const pit = quiet();
    pit.place('me', 'sell', 5, 98, { orderType: 'stop_limit', stopPrice: 99 });
    pit.place('maker', 'buy', 10, 97);
    const events = pit.place('other', 'sell', 100, 99);
    expect(only(events, 'order_triggered')).toHaveLength(1);
    expect(pit.book().asks[0]).toEqual([98, 5]);
  });

  test('a stop that the mark has reached already triggers at once', () => {
    const pit = quiet();
    const events = pit.place('me', 'buy', 1, null, { orderType: 'stop_market', stopPrice: 101 });
    expect(events.map(({ type }) => type).slice(0, 3)).toEqual([
      'order_accepted',
      'order_triggered',
      'trade',
    ]);
  });

  test('can be cancelled and amended while they wait', () => {
    const pit = quiet();
    pit.place('me', 'buy', 1, 105, { orderType: 'stop_limit', stopPrice: 104, id: 'stop' });
    expect(only(pit.amend('me', 'stop', { price: 106, quantity: 2 }), 'order_amended')).toMatchObject([
      { price: 106, quantity: 2 },
    ]);
    expect(only(pit.cancel('me', 'stop'), 'order_canceled')).toMatchObject([
      { remainingQuantity: 2, cause: 'user' },
    ]);
  });
});

describe('M10 an amendment of the stop price', () => {
  const waiting = () => {
    const pit = new TestPit([{ priceBand: 0.1 }]);
    pit.place('maker', 'sell', 10, 101);
    pit.place('maker', 'buy', 10, 99);
    pit.place('me', 'sell', 2, null, { orderType: 'stop_market', stopPrice: 95, id: 'stop' });
    return pit;
  };

  test('moves where it triggers, and nothing else', () => {
    const pit = waiting();
    expect(only(pit.amend('me', 'stop', { stopPrice: 97 }), 'order_amended')).toMatchObject([
      { stopPrice: 97, price: null, quantity: 2, keptPriority: false },
    ]);
    expect(pit.account('me').orders.get('stop')).toMatchObject({ stopPrice: 97, isWaiting: true });
    expect(pit.position('me').quantity).toBe(0);
    expect(only(pit.amend('me', 'stop', { stopPrice: 97, quantity: 1 }), 'order_amended')).toMatchObject([
      { quantity: 1, keptPriority: true },
    ]);
  });

  test('to a price that the mark has reached triggers it in the same command', () => {
    const pit = waiting();
    const events = pit.amend('me', 'stop', { stopPrice: 100 });
    expect(events.map(({ type }) => type).slice(0, 3)).toEqual(['order_amended', 'order_triggered', 'trade']);
    expect(pit.position('me').quantity).toBe(-2);
  });

  test('keeps its place among the stops of one mark price', () => {
    const pit = waiting();
    pit.place('you', 'sell', 1, null, { orderType: 'stop_market', stopPrice: 99, id: 'younger' });
    pit.amend('me', 'stop', { stopPrice: 99 });
    const events = pit.place('other', 'sell', 10, 99);
    expect(only(events, 'order_triggered').map(({ clientOrderId }) => clientOrderId)).toEqual([
      'stop',
      'younger',
    ]);
  });

  test('is checked like a new order', () => {
    const pit = waiting();
    pit.place('me', 'buy', 1, 110, { orderType: 'stop_limit', stopPrice: 105, id: 'limit' });
    expect(refusal(pit.amend('me', 'limit', { stopPrice: 130 }))).toBe('PRICE_OUT_OF_BAND');
    expect(refusal(pit.amend('me', 'stop', { stopPrice: 6_401 }))).toBe('INVALID_PRICE');
    const poor = pit.open('poor', 10);
    pit.place(poor.name, 'buy', 1, null, { orderType: 'stop_market', stopPrice: 105, id: 'stop' });
    expect(refusal(pit.amend(poor.name, 'stop', { stopPrice: 115 }))).toBe('INSUFFICIENT_MARGIN');
    expect(pit.account('poor').orders.get('stop')?.stopPrice).toBe(105);
  });

  test('of an order that is no stop, or has triggered, is refused', () => {
    const pit = waiting();
    pit.place('me', 'buy', 1, 98, { id: 'plain' });
    expect(refusal(pit.amend('me', 'plain', { stopPrice: 97 }))).toBe('INVALID_PRICE');
    pit.place('me', 'sell', 1, 105, { orderType: 'stop_limit', stopPrice: 101, id: 'triggered' });
    expect(only(pit.amend('me', 'triggered', { stopPrice: 97 }), 'order_rejected')).toMatchObject([
      { code: 'INVALID_PRICE', reason: 'order triggered is a stop_limit order that has triggered.' },
    ]);
  });
});

test('M11 a price outside the band is refused, and one on its edge is not', () => {
  const pit = new TestPit([{ priceBand: 0.1 }]);
  expect(refusal(pit.place('a', 'buy', 1, 89))).toBe('PRICE_OUT_OF_BAND');
  expect(refusal(pit.place('a', 'sell', 1, 111))).toBe('PRICE_OUT_OF_BAND');
  expect(refusal(pit.place('a', 'buy', 1, 90))).toBeUndefined();
  expect(refusal(pit.place('a', 'sell', 1, 110))).toBeUndefined();
});

test('M11 the band is exact for every price', () => {
  const pit = new TestPit([{ referencePrice: 5_000_000_000_015, priceBand: 0.2 }], 2 ** 52, 0, 0);
  expect(refusal(pit.place('a', 'sell', 1, 6_000_000_000_019))).toBe('PRICE_OUT_OF_BAND');
  expect(refusal(pit.place('a', 'sell', 1, 6_000_000_000_018))).toBeUndefined();
  expect(refusal(pit.place('a', 'buy', 1, 4_000_000_000_011))).toBe('PRICE_OUT_OF_BAND');
  expect(refusal(pit.place('a', 'buy', 1, 4_000_000_000_012))).toBeUndefined();
});

test('M11 a stop is measured from its stop price while it waits, and from the mark price afterwards', () => {
  const pit = new TestPit([{ priceBand: 0.1 }]);
  const stop = { orderType: 'stop_limit', stopPrice: 120 } as const;
  expect(refusal(pit.place('a', 'buy', 1, 133, stop))).toBe('PRICE_OUT_OF_BAND');
  expect(refusal(pit.place('a', 'buy', 1, 130, { ...stop, id: 'waits' }))).toBeUndefined();
  expect(refusal(pit.amend('a', 'waits', { price: 110 }))).toBeUndefined();
  expect(
    refusal(pit.place('b', 'sell', 1, 105, { orderType: 'stop_limit', stopPrice: 100, id: 'stands' })),
  ).toBeUndefined();
  expect(pit.book().asks).toEqual([[105, 1]]);
  expect(refusal(pit.amend('b', 'stands', { price: 111 }))).toBe('PRICE_OUT_OF_BAND');
});
