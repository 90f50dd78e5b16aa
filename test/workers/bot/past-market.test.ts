/** A bot that joins late has the same candles and trades as one that was there from the beginning. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { parseFrame, type MarketEvent, type Trade } from '../../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import { Replica } from '../../../src/contract/replica.ts';
import { seededRandom } from '../../../src/contract/seeded-random.ts';
import { Candles } from '../../../src/workers/bot/candles.ts';
import { OrderHistory, OWN_PAST_MAX } from '../../../src/workers/bot/order-history.ts';
import { PastMarket } from '../../../src/workers/bot/past-market.ts';
import { readWarmup } from '../../../src/workers/bot/warmup.ts';
import { answer, historyPath } from '../../../src/session/history/answers.ts';
import { Follower } from '../../../src/workers/history/follower.ts';
import { MarketHistory } from '../../../src/session/history/market-history.ts';
import { anExchangeStatus, START_MICROS, tradesOf } from '../../session/history/some-trades.ts';

const SYMBOL = 'BTC-USD';
const ACCOUNT = 'ann';
const LENGTHS = [1, 5, 7, 60, 90, 300, 3_600, 7_200];

class Watcher {
  readonly replica = new Replica();
  readonly candles = new Candles();
  readonly orders = new OrderHistory();
  readonly logged: string[] = [];
  readonly past: PastMarket;
  hasStarted = false;

  constructor(history: MarketHistory | null, warmupSeconds?: number) {
    const { replica, candles, orders } = this;
    const write = (text: string) => void this.logged.push(text);
    const log = { debug: write, info: write, warn: write, error: write };
    this.past = new PastMarket({
      relay: 'ws://127.0.0.1:9010',
      get: (url) => Promise.resolve(history === null ? { status: 426, text: '' } : reply(history, url)),
      log,
      account: ACCOUNT,
      replica,
      warmupSeconds,
      waits: true,
      onPast: ({ candles: known, trades }, since) => {
        const own = ({ symbol }: { readonly symbol: string }) => symbol === SYMBOL;
        candles.addPast(known.filter(own), since.filter(own));
        replica.addPast(trades.trades, []);
      },
      onOwnPast: (past) => orders.addPast(past, [DEFAULT_INSTRUMENT]),
      onSettled: () => (this.hasStarted = true),
    });
  }

  /** As the bot does it. */
  take(frame: string): void {
    const events = this.replica.apply(parseFrame(frame));
    for (const event of events) {
      if (event.type === 'trade' && event.symbol === SYMBOL) this.candles.add(event);
    }
    this.past.observed(events);
    if (this.replica.inSync) this.past.read([SYMBOL]);
  }

  get seen() {
    const trades = this.replica.trades.slice(-1_000);
    return { trades, candles: LENGTHS.map((seconds) => this.candles.of(seconds, [])) };
  }
}

function reply(history: MarketHistory, url: string) {
  const { pathname, searchParams } = new URL(url);
  const { status, body } = answer(history, historyPath(pathname), searchParams);
  return { status, text: JSON.stringify(body) };
}

let history: MarketHistory;
let follower: Follower;
let watchers: Watcher[];
let seq: number;

beforeEach(() => {
  history = new MarketHistory();
  follower = new Follower(history, null);
  watchers = [];
  seq = 0;
});

function publish(event: MarketEvent): void {
  seq += 1;
  const frame = JSON.stringify([{ ...event, seq }]);
  follower.frame(frame);
  for (const watcher of watchers) watcher.take(frame);
}

const checkpoint = () => publish(anExchangeStatus('one', 1));
const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
};

test('after an hour: every length, bit for bit, and the trades', async () => {
  const trades = tradesOf(seededRandom(8), 1_500, 15);
  const late = trades.findIndex(({ time }) => time > START_MICROS + 3_600e6);
  expect(late).toBeGreaterThan(500);
  const first = new Watcher(history);
  watchers.push(first);
  checkpoint();
  await settled();
  for (const length of LENGTHS) first.candles.of(length, []);
  trades.slice(0, late).forEach(publish);
  const second = new Watcher(history);
  watchers.push(second);
  checkpoint();
  trades.slice(late, late + 20).forEach(publish); // while the past is on its way
  expect(second.hasStarted).toBe(false);
  await settled();
  expect(second.hasStarted).toBe(true);
  expect(second.seen).toEqual(first.seen);
  trades.slice(late + 20).forEach(publish);
  expect(second.seen).toEqual(first.seen);
  expect(second.seen.candles.every(({ length }) => length > 0)).toBe(true);
});

test('a hole in the stream leaves no gap in the candles', async () => {
  const trades = tradesOf(seededRandom(9), 300, 15);
  const [steady, away] = [new Watcher(history), new Watcher(history)];
  watchers.push(steady, away);
  checkpoint();
  await settled();
  for (const length of LENGTHS) for (const { candles } of watchers) candles.of(length, []);
  trades.slice(0, 100).forEach(publish);
  watchers = [steady];
  trades.slice(100, 200).forEach(publish);
  watchers = [steady, away];
  trades.slice(200, 210).forEach(publish);
  checkpoint();
  await settled();
  trades.slice(210).forEach(publish);
  expect(away.seen).toEqual(steady.seen);
});

test('it begins with the fills and ended orders of its account, each once', async () => {
  checkpoint();
  const trades = tradesOf(seededRandom(12), 600, 15);
  trades.forEach(publish);
  for (let orderId = 2_001; orderId <= 2_150; orderId += 1)
    for (const quantity of [0.5, 0]) {
      const account = orderId % 2 === 0 ? ACCOUNT : 'bob';
      const terms = { symbol: SYMBOL, side: 'buy', price: 49_000, quantity, priority: orderId } as const;
      publish({ type: 'order_update', seq: 0, time: START_MICROS + orderId, orderId, account, ...terms });
    }
  const watcher = new Watcher(history);
  const known = {
    type: 'order_canceled',
    clientOrderId: 'mine',
    orderId: 2_148,
    time: START_MICROS + 2_148,
  } as const;
  const order = { ...known, symbol: SYMBOL, side: 'buy', price: 1, stopPrice: undefined } as const;
  watcher.orders.record(
    { ...known, remainingQuantity: 0.5, cause: 'user' },
    { ...order, quantity: 0.5, filledQuantity: 0 },
  );
  watchers.push(watcher);
  checkpoint();
  await settled();
  const own = trades.filter(({ buyAccount, sellAccount }) => [buyAccount, sellAccount].includes(ACCOUNT));
  const { fills, ended } = watcher.orders;
  expect(fills).toHaveLength(OWN_PAST_MAX);
  const [last, { price, quantity, symbol } = { price: 0, quantity: 0, symbol: '' }] = [
    fills.at(-1),
    own.at(-1),
  ];
  expect(last).toMatchObject({ type: 'fill', price, quantity, symbol, clientOrderId: undefined });
  const rate = last?.liquidity === 'maker' ? 0.0002 : 0.0005;
  const ofBtc = fills.filter((fill) => fill.symbol === SYMBOL && fill.liquidity === last?.liquidity);
  for (const { fee, ...fill } of ofBtc) expect(fee).toBeCloseTo(fill.price * fill.quantity * rate, 6);
  expect(ended.map(({ orderId }) => orderId)).toEqual(
    Array.from({ length: 75 }, (_, index) => 2_002 + 2 * index),
  );
  expect(ended.find(({ orderId }) => orderId === 2_148)).toMatchObject({
    why: 'user',
    clientOrderId: 'mine',
  });
  expect(ended.filter(({ why }) => why === 'canceled')).toHaveLength(74);
});

test('without a history it starts as before, and says so once', async () => {
  const watcher = new Watcher(null);
  watchers.push(watcher);
  checkpoint();
  await settled();
  expect(watcher.hasStarted).toBe(true);
  const [trade] = tradesOf(seededRandom(1), 1) as [Trade];
  publish({ ...trade, symbol: SYMBOL });
  expect(watcher.candles.of(60, watcher.replica.trades)).toHaveLength(1);
  expect(watcher.logged).toEqual(['the relay offers no history: candles and trades begin now']);
});

test('a young session has less of a past than static warmup asks for, which the log shows', async () => {
  checkpoint();
  tradesOf(seededRandom(2), 100, 15).forEach(publish);
  const watcher = new Watcher(history, 1_200);
  watchers.push(watcher);
  checkpoint();
  await settled();
  expect(watcher.logged[0]).toMatch(
    /^the history has \d+ (s|min) of the 20 min that static warmup asks for$/,
  );
});

test.each([
  ['90s', 90],
  ['20m', 1_200],
  ['2h', 7_200],
  ['1d', 86_400],
  [undefined, undefined],
])('static warmup = %j is %s seconds', (declared, seconds) => {
  expect(readWarmup(declared)).toEqual({ seconds });
});

test.each([['20 minutes'], ['0s'], ['2d'], [20], ['-5m'], [null]])(
  'static warmup = %j is refused',
  (declared) => {
    expect(readWarmup(declared)).toMatchObject({
      problem: expect.stringContaining(
        "must be a time of 1s to 1d, such as '90s', '20m' or '2h'; got ",
      ) as string,
    });
  },
);
