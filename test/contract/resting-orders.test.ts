import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BookOrders, OrderUpdate } from '../../src/contract/events.ts';
import { Replica } from '../../src/contract/replica.ts';
import { RestingOrders } from '../../src/contract/resting-orders.ts';
import { readRestingOrders } from '../../src/engine/resting-orders.ts';
import { newPit, steps } from '../support/any-commands.ts';
import { PLAIN, type TestPit } from '../support/pit.ts';
import { PublishedPit } from '../support/scripted-pit.ts';

const update = (orderId: number, terms: Partial<OrderUpdate> = {}): OrderUpdate => ({
  type: 'order_update',
  seq: 1,
  time: 1,
  symbol: 'X',
  orderId,
  account: 'ann',
  side: 'buy',
  price: 100,
  quantity: 5,
  priority: orderId,
  ...terms,
});
const front = (bids: BookOrders['bids']): BookOrders => ({
  type: 'book_orders',
  seq: 1,
  time: 1,
  symbol: 'X',
  bids,
  asks: [],
});
const queue = (orders: RestingOrders, price = 100) => orders.at('buy', price).map(({ orderId }) => orderId);

describe('resting orders', () => {
  test('are in the order of their priority, whenever they were published', () => {
    const orders = new RestingOrders();
    for (const id of [3, 1, 2]) orders.apply(update(id));
    expect(queue(orders)).toEqual([1, 2, 3]);
    orders.apply(update(1, { priority: 9 }));
    expect(queue(orders)).toEqual([2, 3, 1]);
  });

  test('move with an amendment, shrink with a fill, and leave with quantity 0', () => {
    const orders = new RestingOrders();
    orders.apply(update(1));
    orders.apply(update(1, { price: 99, priority: 4 }));
    orders.apply(update(1, { price: 99, priority: 4, quantity: 2 }));
    expect(queue(orders)).toEqual([]);
    expect(orders.at('buy', 99)).toMatchObject([{ orderId: 1, quantity: 2, priority: 4 }]);
    orders.apply(update(1, { price: 99, quantity: 0 }));
    expect(orders.size).toBe(0);
    expect([...orders.of('ann')]).toEqual([]);
  });

  test('a checkpoint adds unknown orders and does not change known ones', () => {
    const orders = new RestingOrders();
    expect(orders.isPublished).toBe(false);
    orders.apply(update(2, { quantity: 3 }));
    orders.takeFront(
      front([
        [100, 7, 1, 1, 'bob'],
        [100, 99, 2, 2, 'ann'],
      ]),
    );
    expect(orders.at('buy', 100)).toMatchObject([{ account: 'bob', quantity: 7 }, { quantity: 3 }]);
    expect(orders.isPublished).toBe(true);
  });

  test('an order beyond the bound is not kept, and its removal does no harm', () => {
    const orders = new RestingOrders(2);
    for (const id of [1, 2, 3]) orders.apply(update(id));
    expect(queue(orders)).toEqual([1, 2]);
    orders.apply(update(3, { quantity: 0 }));
    expect(queue(orders)).toEqual([1, 2]);
  });
});

function engineOrders(pit: TestPit) {
  return pit.state.markets.flatMap((market) =>
    (['buy', 'sell'] as const).flatMap((side) =>
      [...readRestingOrders(market, side)].map(({ id, account, price, open, priority }) => [
        market.spec.symbol,
        side,
        id,
        account.name,
        price,
        (open * market.spec.quantityGrid.mantissa) / 10 ** market.spec.quantityGrid.decimals,
        priority,
      ]),
    ),
  );
}

function replicaOrders(replica: Replica) {
  return [...replica.markets.values()].flatMap(({ instrument, bids, asks, orders }) =>
    [...bids.map(([price]) => ['buy', price] as const), ...asks.map(([price]) => ['sell', price] as const)]
      .flatMap(([side, price]) => orders.at(side, price))
      .map(({ side, orderId, account, price, quantity, priority }) => [
        instrument.symbol,
        side,
        orderId,
        account,
        price,
        quantity,
        priority,
      ]),
  );
}

test('a replica that joins anywhere in any sequence of commands knows each order of the engine', () => {
  fc.assert(
    fc.property(steps, fc.nat(60), (sequence, joinAt) => {
      const pit = newPit({ publishesOrders: true });
      const published = new PublishedPit(pit, [PLAIN, { ...PLAIN, symbol: 'Y', lotSize: 0.5 }]);
      const replica = new Replica();
      sequence.forEach((step, index) => {
        step(pit);
        const events = published.commands().flat();
        if (index >= joinAt % sequence.length)
          replica.apply(replica.inSync ? events : published.checkpoint());
        if (index % 7 === 0 && replica.inSync) replica.apply(published.checkpoint());
        expect(replicaOrders(replica)).toEqual(replica.inSync ? engineOrders(pit) : []);
      });
    }),
    { numRuns: 60, seed: 11 },
  );
});
