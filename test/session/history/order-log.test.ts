/** The orders that ended, as the history service finds them in the event stream. */
import { expect, test } from 'vitest';
import type { MarketEvent } from '../../../src/contract/events.ts';
import { OrderLog, ORDERS_PER_ACCOUNT_MAX } from '../../../src/session/history/order-log.ts';

const SYMBOL = 'BTC-USD';

let seq = 0;
const stamp = () => ({ seq: (seq += 1), time: seq });

function rests(orderId: number, quantity: number, account = 'ann', price = 100): MarketEvent {
  const terms = { symbol: SYMBOL, side: 'buy', price, quantity, priority: orderId } as const;
  return { type: 'order_update', ...stamp(), orderId, account, ...terms };
}

/** The seller is the aggressor. */
function trade(buyOrderId: number, sellOrderId: number, quantity: number): MarketEvent {
  const names = { buyAccount: 'ann', sellAccount: 'bob', buyOrderId, sellOrderId };
  const terms = { symbol: SYMBOL, tradeId: seq + 1, price: 100, quantity, aggressor: 'sell' } as const;
  return { type: 'trade', ...stamp(), ...terms, ...names, liquidation: false };
}

/** At a checkpoint. */
function front(
  ...bids: [price: number, quantity: number, orderId: number, priority: number, account: string][]
) {
  return { type: 'book_orders', ...stamp(), symbol: SYMBOL, bids, asks: [] } satisfies MarketEvent;
}

function logOf(events: readonly MarketEvent[], log = new OrderLog()): OrderLog {
  for (const event of events) log.add(event);
  return log;
}

/** The events of one command have one time. */
function command(...events: MarketEvent[]): MarketEvent[] {
  return events.map((event) => ({ ...event, time: events[0]?.time ?? 0 }));
}

const ended = (log: OrderLog, account = 'ann') =>
  log
    .of(account)
    .map(({ orderId, why, quantity, filledQuantity }) => [orderId, why, quantity, filledQuantity]);

test('an order is filled when its trades took all of it, and cancelled otherwise', () => {
  const log = logOf([
    rests(1, 0.3),
    ...command(trade(1, 90, 0.1), rests(1, 0.2)),
    ...command(trade(1, 91, 0.2), rests(1, 0)),
    rests(2, 0.5),
    ...command(trade(2, 92, 0.1), rests(2, 0.4)),
    rests(2, 0),
    rests(3, 0.1),
  ]);
  expect(ended(log)).toEqual([
    [1, 'filled', 0, 0.3],
    [2, 'canceled', 0.4, 0.1],
  ]);
});

test('an order that trades before it rests counts both', () => {
  const arrives = [trade(5, 93, 0.2), trade(5, 94, 0.1), rests(5, 0.7)];
  expect(ended(logOf([...command(...arrives), rests(5, 0)]))).toEqual([[5, 'canceled', 0.7, 0.3]]);
});

test('a checkpoint shows the orders at the front; an order that was never seen leaves no trace', () => {
  const log = logOf([front([100, 0.4, 7, 7, 'ann']), rests(7, 0), rests(8, 0)]);
  expect(ended(log)).toEqual([[7, 'canceled', 0.4, 0]]);
});

test('what happened before it began is added, whatever ended meanwhile', () => {
  const before = [
    rests(10, 1),
    ...command(trade(10, 95, 0.25), rests(10, 0.75)),
    rests(11, 1),
    rests(11, 0),
    rests(12, 1),
    ...command(trade(12, 96, 0.5), rests(12, 0.5)),
  ];
  const after = [
    front([100, 0.75, 10, 1, 'ann'], [100, 0.5, 12, 3, 'ann']),
    ...command(trade(10, 97, 0.75), rests(10, 0)),
    rests(12, 0),
  ];
  const [whole, late] = [logOf([...before, ...after]), new OrderLog()];
  const missing = late.begin();
  logOf(after.slice(0, -1), late);
  late.addPast(logOf(before, missing));
  logOf(after.slice(-1), late);
  expect(late.of('ann')).toEqual(whole.of('ann'));
  expect(ended(late)).toHaveLength(3);
});

test('after a hole in the stream, the missing part makes it whole', () => {
  const events = [
    rests(20, 1),
    ...command(trade(20, 98, 0.5), rests(20, 0.5)),
    ...command(trade(20, 99, 0.25), rests(20, 0.25)),
    rests(21, 1),
    rests(21, 0),
    front([100, 0.25, 20, 1, 'ann']),
    rests(20, 0),
  ];
  const [whole, holed] = [logOf(events), logOf(events.slice(0, 3))];
  const missing = holed.begin();
  logOf(events.slice(7), holed);
  holed.addPast(logOf(events.slice(3, 7), missing));
  expect(holed.of('ann')).toEqual(whole.of('ann'));
});

test('each account keeps its newest orders', () => {
  const log = new OrderLog();
  for (let orderId = 1; orderId <= 2 * ORDERS_PER_ACCOUNT_MAX; orderId += 1)
    logOf([rests(orderId, 1, orderId % 100 === 0 ? 'cid' : 'ann'), rests(orderId, 0)], log);
  const kept = log.of('ann');
  expect(kept.length).toBeGreaterThanOrEqual(ORDERS_PER_ACCOUNT_MAX);
  expect(kept.length).toBeLessThanOrEqual(1.5 * ORDERS_PER_ACCOUNT_MAX);
  expect(kept.at(-1)?.orderId).toBe(2 * ORDERS_PER_ACCOUNT_MAX - 1);
  expect(log.of('cid').map(({ orderId }) => orderId)).toEqual(
    Array.from({ length: 20 }, (_, index) => 100 * (index + 1)),
  );
  expect(log.of('nobody')).toEqual([]);
});
