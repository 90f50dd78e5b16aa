/** A window that joins late shows the same past as one that was there from the beginning. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import type { MarketEvent, MarketState } from '../../src/contract/events.ts';
import { Feed } from '../../src/renderer/feed/feed.ts';
import { autoInterval, WAITED_BARS } from '../../src/renderer/chart/auto-interval.ts';
import { INTERVALS, type IntervalSeconds } from '../../src/renderer/feed/bars.ts';
import { answer, historyPath } from '../../src/session/history/answers.ts';
import { Follower } from '../../src/workers/history/follower.ts';
import { MarketHistory } from '../../src/session/history/market-history.ts';
import { ScriptedMarket } from '../support/scripted-market.ts';
import { FakeEnvironment } from './fake-environment.ts';

const RELAY = 'ws://127.0.0.1:9010/?token=secret';
const STEPS = 200;

let market: ScriptedMarket;
/** Events beside the scripted ones, of the next frame. */
let extra: MarketEvent[];
let seq: number;
let history: MarketHistory;
let follower: Follower;
let windows: { readonly environment: FakeEnvironment; readonly feed: Feed }[];

beforeEach(() => {
  market = new ScriptedMarket({ seed: 3, liquidateAtStep: 100 });
  history = new MarketHistory();
  follower = new Follower(history, null);
  windows = [];
  extra = [];
  seq = 0;
});

function publish(events: readonly MarketEvent[]): void {
  const time = events[0]?.time ?? 0;
  const all = [...events, ...extra].map((event) => ({ ...event, time, seq: (seq += 1) }));
  extra = [];
  const frame = JSON.stringify(all);
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

const status = (...times: number[]) => ({
  roomEvents: times.map((time) => ({ time, text: `event ${time}` })),
});

function turnTo(phase: MarketState['phase']): void {
  const { symbol } = market.instrument;
  extra.push({ type: 'market_state', seq: 0, time: 0, symbol, phase, cause: 'operator' });
}

/** Its columns of two seconds. */
function heatOf({ market: { depth } }: Feed) {
  return depth.get(market.instrument.symbol)?.segments(0, Infinity, 2_000_000)[0]?.tier;
}

function pastOf({ market: { replica, bars, midBars, histories, tradeHistory, phases, roomNotes } }: Feed) {
  const [symbol = ''] = replica.markets.keys();
  return {
    trades: replica.trades.slice(-500),
    liquidations: replica.liquidations,
    phases: phases.of(symbol),
    roomNotes,
    bars: INTERVALS.map(({ seconds }) =>
      bars
        .series(symbol, seconds)
        ?.bars.map((bar) => ({ ...bar, volume: Number(bar.volume.toPrecision(12)) })),
    ),
    mids: INTERVALS.map(({ seconds }) =>
      midBars
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

/** Auto, in a chart with room for so many candles. */
const autoOf = ({ market: data }: Feed, most: number) =>
  data.fittingInterval('trades', market.instrument.symbol, most);

/** Length on the screen of a window whose chart has room for five candles and shows those of the length `kept`. */
function shownBy(feed: Feed, kept: IntervalSeconds | null) {
  const bars = feed.market.candles('trades', market.instrument.symbol, 1)?.bars.length ?? 0;
  const isWaitOver = bars >= WAITED_BARS;
  return autoInterval(kept, { fitting: autoOf(feed, 5), isWaitOver, isFollowing: true });
}

test('the length of candles that fit is unknown until the past has arrived', async () => {
  const early = open();
  publish(market.checkpoint());
  expect(autoOf(early, 5)).toBeUndefined();
  await settled();
  expect(autoOf(early, 5)).toBe(1);
  play(STEPS);
  const late = open();
  publish(market.checkpoint());
  const lengths = [shownBy(late, null)];
  play(3);
  expect(autoOf(late, 5)).toBeUndefined();
  for (let turn = 0; turn < 20; turn += 1) {
    await nextTurn();
    for (const { environment } of windows) environment.paint();
    lengths.push(shownBy(late, lengths.at(-1) ?? null));
  }
  expect(autoOf(late, 5)).toBeGreaterThan(1);
  // The chart has waited, and never shows another length than the one that fits.
  expect(new Set(lengths)).toEqual(new Set([null, autoOf(early, 5)]));
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
  expect(autoOf(feed, 1_000)).toBeUndefined();
  await settled();
  expect(autoOf(feed, 1_000)).toBe(1);
  expect(feed.market.replica.trades.length).toBeGreaterThan(0);
});

test('phases, events of the room and the heatmap begin before the window', async () => {
  const early = open();
  publish(market.checkpoint());
  await settled();
  for (const phase of ['halted', 'auction', 'continuous', 'halted'] as const) {
    play(40);
    turnTo(phase);
  }
  const [first, ...rest] = market.checkpoint();
  publish([{ ...first, ...status(7, 9) } as MarketEvent, ...rest]);
  play(20);
  const late = open();
  turnTo('halted');
  publish(market.checkpoint());
  play(3);
  await settled();
  turnTo('continuous');
  play(60);
  expect(pastOf(early).phases.map(({ phase }) => phase)).toEqual(['halted', 'auction', 'halted']);
  expect(pastOf(early).roomNotes).toHaveLength(2);
  expect(pastOf(late)).toEqual(pastOf(early));

  const [known, restored] = [heatOf(early), heatOf(late)];
  expect(restored?.length).toBe(known?.length);
  const columnsOf = (tier: typeof known, count: number) =>
    Array.from({ length: count }, (_, column) => ({
      start: tier?.start(column),
      mark: tier?.mark(column),
      bids: tier?.levels(column, 'bids').map(([price, quantity]) => [price, quantity.toPrecision(5)]),
      bought: tier?.traded(column, 'buy').quantity.toPrecision(5),
    }));
  const before = (known?.length ?? 0) - 5;
  expect(before).toBeGreaterThan(5);
  expect(columnsOf(restored, before)).toEqual(columnsOf(known, before));
});
