/** Callbacks of a strategy for the public stream. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import type { Context, Strategy } from '../../../src/contract/strategy.ts';
import { Bot } from '../../../src/workers/bot/bot.ts';
import { A_TRADE } from '../../support/a-trade.ts';
import { Arrivals } from '../../support/workers.ts';
import { checkpoint, fakeHost, FakeServer, welcome } from './fake-gateway.ts';

const { symbol } = DEFAULT_INSTRUMENT;
const TRADE = { ...A_TRADE, quantity: 0.5 };
const POSITION = {
  type: 'position_update',
  averageEntryPrice: 50_000,
  markPrice: 50_000,
  realizedPnl: 0,
  unrealizedPnl: 0,
  feesPaid: 0,
  balance: 100_000,
  equity: 100_000,
  initialMargin: 0,
  maintenanceMargin: 0,
  liquidationPrice: null,
  bankruptcyPrice: null,
} as const;
const STEP = {
  type: 'liquidation',
  stage: 'started',
  side: 'buy',
  quantity: 1,
  bankruptcyPrice: 49_000,
} as const;

/** Records its callbacks, with the context of each. */
class Observer implements Strategy {
  readonly calls = new Arrivals<string>();
  readonly everyMs = 60_000;
  nextOrder() {}

  onTrade({ quantity }: { readonly quantity: number }, { market }: Context): void {
    this.calls.push(
      `trade of ${quantity}, imbalance ${market.imbalance().toFixed(3)}, microprice ${market.microprice?.toFixed(2)}`,
    );
  }

  onPosition({ quantity }: { readonly quantity: number }, { position }: Context): void {
    this.calls.push(`position ${quantity}, seen as ${position.quantity}`);
  }

  onLiquidation({ stage }: { readonly stage: string }): void {
    this.calls.push(`liquidation ${stage}`);
  }
}

let gateway: FakeServer;
let relay: FakeServer;
let bot: Bot;

beforeEach(async () => {
  gateway = await FakeServer.listen();
  relay = await FakeServer.listen((server) => server.say(checkpoint(1)));
});

afterEach(async () => {
  gateway.close();
  relay.close();
  await bot.stop();
});

test('trades of its instrument, changes of its own position, and its own liquidation', async () => {
  const strategy = new Observer();
  const { host, announced } = fakeHost();
  const common = {
    script: { strategy, sources: new Map(), params: {} },
    onActivity: () => {},
    account: 'tester',
    symbol: undefined,
    seed: 1,
    token: undefined,
  };
  bot = new Bot({ ...common, relay: relay.url, orders: gateway.url }, host);
  await gateway.request('login');
  gateway.say(welcome());
  await announced.next(({ event }) => event === 'ready');

  const own = { ...POSITION, account: 'tester', symbol, quantity: 0.5 };
  const events = [
    { ...TRADE, symbol },
    { ...TRADE, symbol: 'OTHER', quantity: 9 },
    own,
    { ...own, account: 'somebody', quantity: 7 },
    // A checkpoint repeats the same.
    own,
    { ...own, quantity: 0.7 },
    { ...STEP, account: 'tester', symbol },
    { ...STEP, account: 'somebody', symbol },
    { ...TRADE, symbol, quantity: 0.25 },
  ];
  relay.say(events.map((event, index) => ({ ...event, seq: 4 + index, time: 2_000_000 + index })));

  const last = 'trade of 0.25, imbalance -0.333, microprice 49999.67';
  await strategy.calls.next((line) => line === last);
  expect(strategy.calls.all).toEqual([
    'trade of 0.5, imbalance -0.333, microprice 49999.67',
    'position 0.5, seen as 0.7',
    'position 0.7, seen as 0.7',
    'liquidation started',
    last,
  ]);
});

test('callbacks return orders, and an order returned from onReject is not rejected again', async () => {
  const place = { type: 'place', side: 'buy', quantity: 0.01 } as const;
  const rejects: string[] = [];
  const strategy: Strategy = {
    timerMs: 1,
    nextOrder: () => {},
    onStart: () => ({ ...place, price: 49_001 }),
    onBook: () => [{ ...place, price: 49_002 }],
    onTrade: ({ quantity }) => ({ ...place, quantity, price: 49_003 }),
    onTimer: ({ orders }) => (orders.length > 0 ? undefined : { ...place, price: 49_004 }),
    onFill: () => ({ ...place, price: 49_000.3 }),
    onReject: ({ reason }) => {
      rejects.push(reason);
      return { ...place, price: -1 };
    },
  };
  const { host, announced } = fakeHost();
  const script = { strategy, sources: new Map(), params: {} };
  const common = { account: 'tester', symbol: undefined, seed: 1, token: undefined, onActivity: () => {} };
  bot = new Bot({ script, ...common, relay: relay.url, orders: gateway.url }, host);
  await gateway.request('login');
  gateway.say(welcome());
  await announced.next(({ event }) => event === 'ready');
  const { clientOrderId } = await gateway.request('place_order');
  const stamped = { seq: 4, time: 2_000_000, symbol };
  relay.say([{ ...stamped, type: 'book_update', snapshot: false, bids: [[49_000, 1]], asks: [] }]);
  expect(await gateway.request('place_order')).toMatchObject({ price: 49_002 });
  relay.say([{ ...TRADE, symbol, seq: 5, time: 2_000_001, quantity: 0.02 }]);
  expect(await gateway.request('place_order')).toMatchObject({ price: 49_003, quantity: 0.02 });
  const fill = { type: 'fill', clientOrderId, orderId: 1, tradeId: 1, symbol, side: 'buy', price: 49_001 };
  gateway.say({ ...fill, quantity: 0.01, remainingQuantity: 0, liquidity: 'maker', fee: 0, time: 3 });
  await expect.poll(() => rejects).toEqual([expect.stringContaining('49000.3')]);
  for (const request of gateway.requests.all) {
    if (!('clientOrderId' in request) || request.clientOrderId === clientOrderId) continue;
    gateway.say({
      type: 'order_canceled',
      clientOrderId: request.clientOrderId,
      orderId: 2,
      remainingQuantity: 1,
      cause: 'user',
      time: 4,
    });
  }
  expect(await gateway.request('place_order')).toMatchObject({ price: 49_004 });
});
