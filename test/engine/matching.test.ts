/** Rules M1–M9 and M12, and the public figures of docs/rules.md. */
import { describe, expect, test } from 'vitest';
import { TestPit, only, refusal, trades } from '../support/pit.ts';

describe('M1 price-time priority', () => {
  test('the older order at a price fills before the younger', () => {
    const pit = new TestPit();
    pit.place('first', 'buy', 10, 95);
    pit.place('second', 'buy', 100, 95);
    pit.place('ask', 'sell', 500, 101);
    pit.place('ask', 'sell', 50, 102);
    pit.place('ask', 'sell', 3000, 105);
    const events = pit.place('taker', 'sell', 30, 95);
    expect(trades(events)).toEqual([
      [95, 10],
      [95, 20],
    ]);
    expect(only(events, 'trade').map(({ buyAccount }) => pit.state.accounts[buyAccount]?.name)).toEqual([
      'first',
      'second',
    ]);
    expect(pit.book()).toEqual({
      bids: [[95, 80]],
      asks: [
        [101, 500],
        [102, 50],
        [105, 3000],
      ],
    });
  });

  test('a better price goes before an older order', () => {
    const pit = new TestPit();
    pit.place('old', 'sell', 5, 102);
    pit.place('better', 'sell', 5, 101);
    expect(trades(pit.place('taker', 'buy', 7, 102))).toEqual([
      [101, 5],
      [102, 2],
    ]);
  });
});

describe('M2 the resting price', () => {
  test('an aggressive limit order and an aggressive amendment trade at the resting price', () => {
    const pit = new TestPit();
    pit.place('maker', 'sell', 7, 1600, { id: 'ask' });
    pit.place('bid', 'buy', 4, 1550);
    expect(trades(pit.place('taker', 'buy', 2, 1700, { timeInForce: 'ioc' }))).toEqual([[1600, 2]]);
    pit.place('bid', 'buy', 4, 1583);
    expect(trades(pit.amend('maker', 'ask', { price: 1580 }))).toEqual([[1583, 4]]);
  });
});

describe('M3 M4 remainders', () => {
  test('a gtc remainder rests', () => {
    const pit = new TestPit();
    pit.place('maker', 'sell', 3, 101);
    pit.place('taker', 'buy', 5, 101);
    expect(pit.book()).toEqual({ bids: [[101, 2]], asks: [] });
  });

  test('an ioc remainder is cancelled', () => {
    const pit = new TestPit();
    pit.place('maker', 'sell', 3, 101);
    const events = pit.place('taker', 'buy', 5, 101, { timeInForce: 'ioc' });
    expect(only(events, 'order_canceled')).toMatchObject([
      { remainingQuantity: 2, cause: 'immediate_or_cancel' },
    ]);
    expect(pit.book()).toEqual({ bids: [], asks: [] });
  });

  test('a market order takes the available quantity and never rests', () => {
    const pit = new TestPit();
    pit.place('maker', 'sell', 1, 101);
    pit.place('maker', 'sell', 3, 105);
    const events = pit.place('taker', 'buy', 6, null);
    expect(trades(events)).toEqual([
      [101, 1],
      [105, 3],
    ]);
    expect(only(events, 'order_canceled')).toMatchObject([
      { remainingQuantity: 2, cause: 'market_remainder' },
    ]);
    expect(pit.book()).toEqual({ bids: [], asks: [] });
  });
});

describe('M5 fill or kill', () => {
  const asks = (pit: TestPit, at1250: number) => {
    pit.place('maker', 'sell', at1250, 1250);
    pit.place('maker', 'sell', 100, 1251);
    pit.place('maker', 'sell', 100, 1252);
  };

  test('an order that cannot fill whole leaves the book unchanged', () => {
    const pit = new TestPit();
    asks(pit, 100);
    const before = pit.book();
    expect(refusal(pit.place('taker', 'buy', 300, 1250, { timeInForce: 'fok' }))).toBe(
      'FILL_OR_KILL_UNFILLABLE',
    );
    expect(pit.book()).toEqual(before);
  });

  test('an order that can fill whole does, at the resting prices', () => {
    const pit = new TestPit();
    asks(pit, 400);
    const events = pit.place('taker', 'buy', 500, 1251, { timeInForce: 'fok' });
    expect(trades(events).reduce((sum, [price, lots]) => sum + price * lots, 0)).toBe(625_100);
  });

  test('own resting orders do not count', () => {
    const pit = new TestPit();
    pit.place('me', 'sell', 5, 101);
    pit.place('other', 'sell', 5, 102);
    expect(refusal(pit.place('me', 'buy', 10, 102, { timeInForce: 'fok' }))).toBe('FILL_OR_KILL_UNFILLABLE');
    expect(trades(pit.place('me', 'buy', 5, 102, { timeInForce: 'fok' }))).toEqual([[102, 5]]);
  });

  test('an own order that would cancel the aggressor ends the count', () => {
    const pit = new TestPit();
    pit.place('me', 'sell', 5, 101);
    pit.place('other', 'sell', 5, 102);
    const terms = { timeInForce: 'fok', selfTradePrevention: 'cancel_incoming' } as const;
    expect(refusal(pit.place('me', 'buy', 5, 102, terms))).toBe('FILL_OR_KILL_UNFILLABLE');
  });

  test('resting reduce-only orders count no more than they can trade', () => {
    const pit = new TestPit();
    pit.place('seller', 'sell', 3, 100);
    pit.place('long', 'buy', 3, 100);
    pit.place('long', 'sell', 2, 101, { reduceOnly: true });
    pit.place('long', 'sell', 2, 102, { reduceOnly: true });
    expect(refusal(pit.place('taker', 'buy', 4, 102, { timeInForce: 'fok' }))).toBe(
      'FILL_OR_KILL_UNFILLABLE',
    );
    expect(trades(pit.place('taker', 'buy', 3, 102, { timeInForce: 'fok' }))).toEqual([
      [101, 2],
      [102, 1],
    ]);
  });
});

test('M6 a post-only order is not rejected for a reduce-only order that cannot trade', () => {
  const pit = new TestPit();
  pit.place('seller', 'sell', 5, 100);
  pit.place('long', 'buy', 5, 100);
  pit.place('long', 'sell', 5, 110, { reduceOnly: true });
  pit.place('seller', 'buy', 5, 100);
  pit.place('long', 'sell', 5, 100);
  expect(refusal(pit.place('maker', 'buy', 1, 110, { postOnly: true }))).toBeUndefined();
  expect(pit.book()).toEqual({ bids: [[110, 1]], asks: [] });
});

test('M6 a post-only order that would trade beyond an own order is rejected', () => {
  const pit = new TestPit();
  pit.place('me', 'sell', 1, 100);
  pit.place('other', 'sell', 5, 100);
  const terms = { postOnly: true, selfTradePrevention: 'decrement' } as const;
  expect(refusal(pit.place('me', 'buy', 3, 100, terms))).toBe('POST_ONLY_WOULD_CROSS');
});

test('M6 a post-only order that would trade is rejected whole', () => {
  const pit = new TestPit();
  pit.place('maker', 'sell', 1, 101);
  expect(refusal(pit.place('taker', 'buy', 5, 101, { postOnly: true }))).toBe('POST_ONLY_WOULD_CROSS');
  expect(refusal(pit.place('taker', 'buy', 5, 100, { postOnly: true, id: 'quote' }))).toBeUndefined();
  expect(refusal(pit.amend('taker', 'quote', { price: 101 }))).toBe('POST_ONLY_WOULD_CROSS');
  expect(pit.book()).toEqual({ bids: [[100, 5]], asks: [[101, 1]] });
});

describe('M7 reduce-only', () => {
  const long = (lots: number) => {
    const pit = new TestPit([{ lotSize: 0.25 }]);
    pit.place('seller', 'sell', lots, 100);
    pit.place('long', 'buy', lots, 100);
    return pit;
  };

  test('long 1, reduce-only sell 1.25: 1 trades, 0.25 is cancelled', () => {
    const pit = long(1);
    pit.place('bid', 'buy', 2, 99);
    const events = pit.place('long', 'sell', 1.25, 99, { reduceOnly: true });
    expect(trades(events)).toEqual([[99, 4]]);
    expect(only(events, 'order_canceled')).toMatchObject([{ remainingQuantity: 1, cause: 'reduce_only' }]);
    expect(pit.position('long').quantity).toBe(0);
  });

  test('a remainder rests with no more than the position', () => {
    const pit = long(1);
    const events = pit.place('long', 'sell', 1.25, 110, { reduceOnly: true });
    expect(only(events, 'order_amended')).toMatchObject([{ quantity: 4, keptPriority: true }]);
    expect(pit.book().asks).toEqual([[110, 1]]);
  });

  test('a resting order is reduced to the remaining position when it is filled', () => {
    const pit = long(2);
    pit.place('long', 'sell', 2, 110, { reduceOnly: true });
    pit.place('bid', 'buy', 1.5, 99);
    pit.place('long', 'sell', 1.5, 99);
    const events = pit.place('taker', 'buy', 2, 110);
    expect(trades(events)).toEqual([[110, 2]]);
    expect(only(events, 'order_canceled')).toMatchObject([{ remainingQuantity: 6, cause: 'reduce_only' }]);
    expect(pit.position('long').quantity).toBe(0);
    expect(pit.book().bids).toEqual([[110, 1.5]]);
  });

  test('an amendment without a position is rejected', () => {
    const pit = long(1);
    pit.place('long', 'sell', 1, 110, { reduceOnly: true, id: 'ro' });
    pit.place('seller', 'buy', 1, 100);
    pit.place('long', 'sell', 1, 100);
    expect(refusal(pit.amend('long', 'ro', { price: 111 }))).toBe('REDUCE_ONLY_WOULD_INCREASE');
    expect(pit.book().asks).toEqual([[110, 1]]);
  });

  test('without a position to reduce it is rejected', () => {
    const pit = long(1);
    expect(refusal(pit.place('long', 'buy', 1, 99, { reduceOnly: true }))).toBe('REDUCE_ONLY_WOULD_INCREASE');
    expect(refusal(pit.place('flat', 'sell', 1, 99, { reduceOnly: true }))).toBe(
      'REDUCE_ONLY_WOULD_INCREASE',
    );
  });
});

describe('M8 amend', () => {
  const level = () => {
    const pit = new TestPit();
    pit.place('a', 'buy', 40, 95, { id: 'first' });
    pit.place('b', 'buy', 10, 95);
    return pit;
  };

  test('a smaller quantity keeps the place', () => {
    const pit = level();
    expect(only(pit.amend('a', 'first', { quantity: 30 }), 'order_amended')).toMatchObject([
      { quantity: 30, keptPriority: true },
    ]);
    expect(pit.queue('buy', 95)).toEqual([30, 10]);
  });

  test('a larger quantity goes to the back', () => {
    const pit = level();
    expect(only(pit.amend('a', 'first', { quantity: 70 }), 'order_amended')).toMatchObject([
      { quantity: 70, keptPriority: false },
    ]);
    expect(pit.queue('buy', 95)).toEqual([10, 70]);
  });

  test('another price goes to the back there, and the id stays', () => {
    const pit = level();
    pit.place('c', 'buy', 5, 96);
    const [amended] = only(pit.amend('a', 'first', { price: 96 }), 'order_amended');
    expect(amended).toMatchObject({ orderId: 1, price: 96, quantity: 40, keptPriority: false });
    expect(pit.queue('buy', 96)).toEqual([5, 40]);
  });

  test('an unknown order is rejected', () => {
    expect(refusal(level().amend('b', 'first', { quantity: 1 }))).toBe('UNKNOWN_ORDER');
  });
});

describe('M9 self-trade prevention', () => {
  const bids = () => {
    const pit = new TestPit([{ tickSize: 0.1, lotSize: 0.1, referencePrice: 1 }]);
    pit.place('me', 'buy', 1.2, 1.2);
    pit.place('me', 'buy', 1.3, 1.1);
    pit.place('me', 'buy', 8.1, 1);
    return pit;
  };

  test('cancel_resting cancels the resting order', () => {
    const pit = bids();
    const events = pit.place('me', 'sell', 3, 1, { selfTradePrevention: 'cancel_resting' });
    expect(only(events, 'order_canceled').map(({ cause }) => cause)).toEqual(
      Array(3).fill('self_trade_prevention'),
    );
    expect(pit.book()).toEqual({ bids: [], asks: [[1, 3]] });
  });

  test('cancel_incoming cancels the aggressor', () => {
    const pit = bids();
    const before = pit.book();
    const events = pit.place('me', 'sell', 3, 1, { selfTradePrevention: 'cancel_incoming' });
    expect(only(events, 'order_canceled')).toMatchObject([{ remainingQuantity: 30 }]);
    expect(pit.book()).toEqual(before);
  });

  test('cancel_both', () => {
    const pit = new TestPit();
    pit.place('me', 'buy', 1, 1);
    pit.place('me', 'sell', 3, 1, { selfTradePrevention: 'cancel_both' });
    expect(pit.book()).toEqual({ bids: [], asks: [] });
  });

  test('decrement reduces both by the smaller quantity', () => {
    const pit = new TestPit();
    pit.place('me', 'buy', 6, 2);
    const events = pit.place('me', 'sell', 2, 2, { selfTradePrevention: 'decrement' });
    expect(trades(events)).toEqual([]);
    expect(pit.book()).toEqual({ bids: [[2, 4]], asks: [] });
  });

  test('earlier fills stand', () => {
    const pit = new TestPit();
    pit.place('other', 'buy', 2, 101);
    pit.place('me', 'buy', 5, 100);
    const events = pit.place('me', 'sell', 4, 100, { selfTradePrevention: 'cancel_incoming' });
    expect(trades(events)).toEqual([[101, 2]]);
    expect(pit.book()).toEqual({ bids: [[100, 5]], asks: [] });
  });
});

test('a book update reports net changes only', () => {
  const pit = new TestPit();
  pit.place('x', 'sell', 1, 100);
  pit.place('y', 'buy', 1, 100);
  pit.place('x', 'buy', 1, 101);
  pit.place('b', 'buy', 5, 103, { orderType: 'stop_limit', stopPrice: 101 });
  // Its 5 rest at 102, which moves the mark to 101, which triggers the stop, which takes them.
  expect(only(pit.place('a', 'sell', 5, 102), 'book_update')).toEqual([]);
});

test('M12 ids rise by one; a rejected order takes none', () => {
  const pit = new TestPit();
  pit.place('a', 'buy', 1, 99, { id: 'x' });
  expect(refusal(pit.place('a', 'buy', 1, 99, { id: 'x' }))).toBe('DUPLICATE_CLIENT_ORDER_ID');
  expect(only(pit.place('a', 'buy', 1, 99), 'order_accepted')).toMatchObject([{ orderId: 2 }]);
});

test('cancel_all cancels the oldest first and returns the count', () => {
  const pit = new TestPit();
  pit.place('a', 'buy', 1, 99, { id: 'x' });
  pit.place('a', 'sell', 1, 105, { id: 'y' });
  const events = pit.apply({
    type: 'cancel_all',
    account: pit.account('a').index,
    instrument: null,
    cause: 'user',
  });
  expect(events[0]).toMatchObject({ type: 'cancel_all_done', count: 2 });
  expect(only(events, 'order_canceled').map(({ clientOrderId }) => clientOrderId)).toEqual(['x', 'y']);
});

test('a closing exchange rejects orders and still cancels', () => {
  const pit = new TestPit();
  pit.place('a', 'buy', 1, 99, { id: 'x' });
  pit.apply({ type: 'close_market' });
  expect(refusal(pit.place('a', 'buy', 1, 99))).toBe('SHUTTING_DOWN');
  expect(refusal(pit.cancel('a', 'x'))).toBeUndefined();
  pit.apply({ type: 'open_market' });
  expect(refusal(pit.place('a', 'buy', 1, 99))).toBeUndefined();
});
