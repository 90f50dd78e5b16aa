/** Events of a strategy's own orders, from a bot whose gateway the test controls. */
import { expect, test } from 'vitest';
import type { Context, OrderEvent, OwnFill } from '../../../src/contract/strategy.ts';
import { gateway, relay, Scripted, startBot, useServers } from './bot-bench.ts';
import { welcome } from './fake-gateway.ts';

useServers();

const SYMBOL = 'BTC-USD';
const BID = { type: 'place', side: 'buy', price: 49_999, quantity: 0.03 } as const;
const TERMS = { symbol: SYMBOL, side: 'buy', orderType: 'limit', price: 49_999, quantity: 0.03 } as const;

class Recording extends Scripted {
  readonly events: OrderEvent[] = [];
  readonly fills: OwnFill[] = [];
  readonly order: string[] = [];

  onOrder(event: OrderEvent): void {
    this.events.push(event);
    this.order.push(`onOrder ${event.type}`);
  }

  override onFill(fill: OwnFill): void {
    this.fills.push(fill);
    this.order.push('onFill');
  }
}

async function trading(...script: ConstructorParameters<typeof Scripted>) {
  const strategy = new Recording(...script);
  startBot(strategy);
  await gateway.request('login');
  gateway.say(welcome());
  return strategy;
}

test('every event of an order reaches onOrder with the order after it, and ended orders are kept', async () => {
  const strategy = await trading(BID);
  const { clientOrderId, requestId } = await gateway.request('place_order');
  const ref = { clientOrderId, orderId: 7 };
  const fill = { ...ref, type: 'fill', symbol: SYMBOL, side: 'buy', liquidity: 'maker', fee: 0.1 } as const;
  gateway.say({ ...ref, ...TERMS, type: 'order_accepted', requestId, time: 10 });
  gateway.say({ ...fill, tradeId: 1, price: 49_999, quantity: 0.01, remainingQuantity: 0.02, time: 11 });
  gateway.say({
    ...ref,
    type: 'order_amended',
    price: 49_990,
    quantity: 0.015,
    keptPriority: false,
    time: 12,
  });
  gateway.say({
    ...ref,
    type: 'order_canceled',
    remainingQuantity: 0.015,
    cause: 'self_trade_prevention',
    time: 13,
  });
  await expect.poll(() => strategy.events.length).toBe(4);
  const order = {
    ...ref,
    symbol: SYMBOL,
    side: 'buy',
    price: 49_999,
    stopPrice: undefined,
    quantity: 0.03,
    filledQuantity: 0,
  };
  const [, filled] = strategy.events;
  expect(strategy.events).toEqual([
    { type: 'accepted', time: 10, order },
    {
      type: 'filled',
      time: 11,
      order: { ...order, quantity: 0.02, filledQuantity: 0.01 },
      fill: strategy.fills[0],
    },
    {
      type: 'amended',
      time: 12,
      order: { ...order, price: 49_990, quantity: 0.015, filledQuantity: 0.01 },
      keptPriority: false,
    },
    {
      type: 'canceled',
      time: 13,
      order: { ...order, price: 49_990, quantity: 0.015, filledQuantity: 0.01 },
      cause: 'self_trade_prevention',
    },
  ]);
  expect(filled?.type === 'filled' && filled.fill).toMatchObject({
    orderPrice: 49_999,
    filledQuantity: 0.01,
  });
  expect(strategy.order).toEqual([
    'onOrder accepted',
    'onFill',
    'onOrder filled',
    'onOrder amended',
    'onOrder canceled',
  ]);
  await expect
    .poll(() => strategy.contexts.at(-1)?.endedOrders)
    .toEqual([
      {
        ...order,
        price: 49_990,
        quantity: 0.015,
        filledQuantity: 0.01,
        why: 'self_trade_prevention',
        time: 13,
      },
    ]);
});

test('a complete fill and a rejection end an order; the newest 100 are kept', async () => {
  const strategy = await trading(Array.from({ length: 102 }, () => BID));
  for (let n = 1; n <= 102; n += 1) {
    const { clientOrderId, requestId } = await gateway.request('place_order');
    const ref = { clientOrderId, orderId: n };
    if (n === 102) {
      gateway.say({
        type: 'order_rejected',
        clientOrderId,
        requestId,
        code: 'INSUFFICIENT_MARGIN',
        reason: 'No.',
      });
      continue;
    }
    gateway.say({ ...ref, ...TERMS, type: 'order_accepted', requestId, time: n });
    const names = { ...ref, type: 'fill', symbol: SYMBOL, side: 'buy', liquidity: 'maker', fee: 0 } as const;
    gateway.say({ ...names, tradeId: n, price: 49_999, quantity: 0.03, remainingQuantity: 0, time: n });
  }
  const last = () => strategy.contexts.at(-1)?.endedOrders ?? [];
  await expect.poll(() => last().at(-1)?.why).toBe('INSUFFICIENT_MARGIN');
  const ended = last();
  expect(ended).toHaveLength(100);
  expect(ended[0]).toMatchObject({ orderId: 3, why: 'filled', quantity: 0, filledQuantity: 0.03 });
  expect(ended.at(-1)).toMatchObject({ orderId: undefined, why: 'INSUFFICIENT_MARGIN', filledQuantity: 0 });
});

test('market.others is the book without the own orders, and setMargin is a request', async () => {
  const strategy = await trading([BID, { ...BID, side: 'sell', price: 51_000, stopPrice: 51_000 }], {
    type: 'setMargin',
    mode: 'isolated',
    margin: 500,
  });
  const placed = await gateway.request('place_order');
  const stop = await gateway.request('place_order');
  const reply = { ...TERMS, type: 'order_accepted', time: 10 } as const;
  gateway.say({ ...reply, clientOrderId: placed.clientOrderId, orderId: 7, requestId: placed.requestId });
  gateway.say({
    ...reply,
    clientOrderId: stop.clientOrderId,
    orderId: 8,
    requestId: stop.requestId,
    side: 'sell',
  });
  expect(await gateway.request('set_margin')).toMatchObject({
    symbol: SYMBOL,
    mode: 'isolated',
    margin: 500,
  });
  relay.say([
    {
      type: 'book_update',
      seq: 4,
      time: 2_000_000,
      symbol: SYMBOL,
      snapshot: false,
      bids: [
        [49_999, 0.03],
        [49_998, 0.5],
      ],
      asks: [[51_000, 0.03]],
    },
  ]);
  await expect.poll(() => strategy.contexts.at(-1)?.market.bids[0]).toEqual([49_999, 0.03]);
  const { others, bestBid } = (strategy.contexts.at(-1) as Context).market;
  expect(bestBid).toBe(49_999);
  expect(others.bestBid).toBe(49_998);
  expect(others.asks).toContainEqual([51_000, 0.03]);
});

test('a strategy cannot change the order of an event, which may be the one that the bot keeps', async () => {
  const strategy = await trading(BID);
  const { clientOrderId, requestId } = await gateway.request('place_order');
  const ref = { clientOrderId, orderId: 7 };
  const amended = { ...ref, type: 'order_amended', price: 49_990, quantity: 0.02, keptPriority: false };
  const canceled = { ...ref, type: 'order_canceled', remainingQuantity: 0.01, cause: 'user' };
  const fill = {
    ...ref,
    type: 'fill',
    symbol: SYMBOL,
    side: 'buy',
    liquidity: 'maker',
    fee: 0.1,
    tradeId: 1,
  };
  gateway.say({ ...ref, ...TERMS, type: 'order_accepted', requestId, time: 10 });
  gateway.say({ ...amended, time: 11 });
  gateway.say({ ...fill, price: 49_990, quantity: 0.01, remainingQuantity: 0.01, time: 12 });
  gateway.say({ ...canceled, time: 13 });
  await expect.poll(() => strategy.events.length).toBe(4);
  expect(strategy.events.filter(({ order }) => !Object.isFrozen(order))).toEqual([]);
});
