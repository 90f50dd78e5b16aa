/** A window that joins late shows the same past as one that was there from the beginning. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import type { MarketEvent } from '../../src/contract/events.ts';
import { Feed } from '../../src/renderer/feed/feed.ts';
import { INTERVALS } from '../../src/renderer/feed/bars.ts';
import { answer, historyPath } from '../../src/session/history/answers.ts';
import { Follower } from '../../src/workers/history/follower.ts';
import { MarketHistory } from '../../src/session/history/market-history.ts';
import { ScriptedMarket } from '../support/scripted-market.ts';
import { FakeEnvironment } from './fake-environment.ts';

const RELAY = 'ws://127.0.0.1:9010/?token=secret';
const STEPS = 200;

let market: ScriptedMarket;
let history: MarketHistory;
let follower: Follower;
let windows: { readonly environment: FakeEnvironment; readonly feed: Feed }[];

beforeEach(() => {
  market = new ScriptedMarket({ seed: 3, liquidateAtStep: 100 });
  history = new MarketHistory();
  follower = new Follower(history, null);
  windows = [];
});

function publish(events: readonly MarketEvent[]): void {
  const frame = JSON.stringify(events);
  follower.frame(frame);
  for (const { environment } of windows) {
    environment.socket.send(frame);
    environment.paint();
  }
}

function play(steps: number): void {
  for (let step = 0; step < steps; step += 1) publish(step % 50 === 49 ? market.checkpoint() : market.step());
}

function open(): Feed {
  const environment = new FakeEnvironment();
  environment.get = (url) => {
    const { pathname, searchParams } = new URL(url);
    expect(searchParams.get('token')).toBe('secret');
    const { status, body } = answer(history, historyPath(pathname), searchParams);
    return Promise.resolve({ status, text: JSON.stringify(body) });
  };
  const feed = new Feed(environment);
  feed.follow(RELAY);
  environment.socket.open();
  windows.push({ environment, feed });
  return feed;
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  for (const { environment } of windows) environment.paint();
}

function pastOf({ market: { replica, bars, histories, tradeHistory } }: Feed) {
  const [symbol = ''] = replica.markets.keys();
  return {
    trades: replica.trades.slice(-500),
    liquidations: replica.liquidations,
    bars: INTERVALS.map(({ seconds }) =>
      bars
        .series(symbol, seconds)
        ?.bars.map((bar) => ({ ...bar, volume: Number(bar.volume.toPrecision(12)) })),
    ),
    accounts: market.accounts.map((account) => ({
      ...histories.activity(account, symbol),
      fills: tradeHistory.fillsOf(account, symbol, 100),
      first: histories.equity(account)?.first,
      peak: histories.equity(account)?.peak,
      maxDrawdown: histories.equity(account)?.maxDrawdown,
      samples: histories.equity(account)?.series.samples,
    })),
  };
}

test('candles, trades, liquidations, fills, equity and activity are the same', async () => {
  const early = open();
  publish(market.checkpoint());
  await settled();
  play(STEPS);
  const late = open();
  publish(market.checkpoint());
  play(3); // while the past is on its way
  await settled();
  play(100);
  const expected = pastOf(early);
  expect(expected.trades.length).toBeGreaterThan(100);
  expect(pastOf(late)).toEqual(expected);
});

test('after a hole in the stream nothing is missing', async () => {
  const early = open();
  publish(market.checkpoint());
  await settled();
  const other = open();
  play(50);
  await settled();
  const [, away] = windows;
  windows.splice(1, 1);
  play(STEPS);
  if (away !== undefined) windows.push(away);
  play(51);
  await settled();
  play(20);
  expect(other.market.replica.holes).toBe(1);
  expect(pastOf(other)).toEqual(pastOf(early));
});

test('a relay without a history service shows the market as before', async () => {
  const feed = open();
  for (const { environment } of windows)
    environment.get = () => Promise.resolve({ status: 426, text: 'WebSocket only' });
  publish(market.checkpoint());
  play(30);
  await settled();
  expect(feed.market.replica.trades.length).toBeGreaterThan(0);
});
