import { beforeEach, describe, expect, test } from 'vitest';
import type { MarketEvent } from '../../src/contract/events.ts';
import { Feed, STALE_MS } from '../../src/renderer/feed/feed.ts';
import type { Topic } from '../../src/renderer/feed/topics.ts';
import { ScriptedMarket } from '../support/scripted-market.ts';
import { FakeEnvironment } from './fake-environment.ts';

const URL_A = 'ws://127.0.0.1:9010';
const TOPICS: readonly Topic[] = [
  'connection',
  'status',
  'book',
  'trades',
  'positions',
  'liquidations',
  'marks',
];

describe('feed', () => {
  let environment: FakeEnvironment;
  let market: ScriptedMarket;
  let feed: Feed;
  let paints: number;

  const send = (frame: readonly MarketEvent[]) => environment.socket.send(JSON.stringify(frame));
  const connect = () => {
    feed.follow(URL_A);
    environment.socket.open();
    send(market.checkpoint());
    environment.paint();
  };
  const versions = () => new Map(TOPICS.map((topic) => [topic, feed.schedule.version(topic)]));
  const changed = (before: ReadonlyMap<Topic, number>) =>
    TOPICS.filter((topic) => feed.schedule.version(topic) !== before.get(topic));

  beforeEach(() => {
    environment = new FakeEnvironment();
    market = new ScriptedMarket({ seed: 7 });
    feed = new Feed(environment);
    paints = 0;
    feed.schedule.subscribe(() => {
      paints += 1;
    });
  });

  test('shows the market of the checkpoint', () => {
    connect();
    expect(feed.connection.phase).toBe('connected');
    expect([...feed.market.replica.markets.keys()]).toEqual(['BTC-USD']);
    expect(feed.market.replica.positions.size).toBe(market.accounts.length);
    expect(feed.freshness(environment.now())).toBe('live');
  });

  test('paints once per frame for any number of events, and not without events', () => {
    connect();
    const before = paints;
    for (let step = 0; step < 500; step += 1) send(market.step());
    expect(paints).toBe(before);
    expect(environment.paint()).toBe(1);
    expect(paints).toBe(before + 1);
    // The first event was sent at once; the other 499 came during the paint.
    expect(environment.paint()).toBe(1);
    expect(paints).toBe(before + 2);
    expect(environment.paint()).toBe(0);
  });

  test('notifies only of the topics that changed', () => {
    connect();
    const before = versions();
    send([
      { type: 'mark_price', symbol: 'BTC-USD', price: 50_001, seq: feed.market.replica.seq + 1, time: 1 },
    ]);
    environment.paint();
    expect(changed(before)).toEqual(['marks']);
  });

  test('notifies of every topic after a gap was repaired', () => {
    connect();
    market.step();
    send(market.step());
    expect(feed.market.replica.inSync).toBe(false);
    environment.paint();
    const before = versions();
    send(market.checkpoint());
    environment.paint();
    expect(feed.market.replica).toMatchObject({ inSync: true, holes: 1 });
    expect(changed(before)).toEqual(TOPICS.filter((topic) => topic !== 'connection'));
  });

  test('keeps the last market when the relay is lost, and resumes with the next checkpoint', () => {
    connect();
    environment.socket.end(1006);
    expect(feed.freshness(environment.now())).toBe('lost');
    expect(feed.market.replica.markets.size).toBe(1);
    environment.pass(250);
    environment.socket.open();
    market.step();
    send(market.step());
    expect(feed.market.replica.inSync).toBe(false);
    environment.paint();
    send(market.checkpoint());
    expect(feed.market.replica).toMatchObject({ inSync: true, holes: 0 });
  });

  test('is stale after three seconds of silence', () => {
    connect();
    environment.pass(STALE_MS);
    expect(feed.freshness(environment.now())).toBe('live');
    environment.pass(1);
    expect(feed.freshness(environment.now())).toBe('stale');
  });

  test('keeps the market when the pit closes, and drops it for another relay', () => {
    connect();
    feed.follow(null);
    expect(feed.connection.phase).toBe('closed');
    expect(feed.market.replica.markets.size).toBe(1);
    feed.follow('ws://far.example:9010');
    expect(feed.market.replica.markets.size).toBe(0);
    expect(feed.freshness(environment.now())).toBe('none');
  });

  test.each([
    ['no JSON', 'gibberish', 'gibberish'],
    ['no event', '[{"type":"weather","time":1}]', '0.seq'],
  ])('drops a relay that sends %s, with the reason', (_, text, part) => {
    connect();
    const { socket } = environment;
    socket.send(text);
    expect(socket.isClosed).toBe(true);
    expect(feed.connection).toMatchObject({ phase: 'disconnected', reason: expect.stringContaining(part) });
  });

  test('builds candles from the trades, and starts over with another epoch', () => {
    connect();
    for (let step = 0; step < 50; step += 1) send(market.step());
    environment.paint();
    const bars = feed.market.bars.series('BTC-USD', 60)?.bars ?? [];
    const volume = bars.reduce((sum, bar) => sum + bar.volume, 0);
    const traded = feed.market.replica.trades.reduce((sum, trade) => sum + trade.quantity, 0);
    expect(traded).toBeGreaterThan(0);
    expect(volume).toBeCloseTo(traded, 9);
    environment.paint();
    send(new ScriptedMarket({ epoch: 'another' }).checkpoint());
    expect(feed.market.bars.series('BTC-USD', 60)).toBeUndefined();
    expect(feed.market.replica.trades).toEqual([]);
  });

  test('keeps the live market while a recorded session plays', () => {
    connect();
    for (let step = 0; step < 50; step += 1) send(market.step());
    environment.paint();
    const live = feed.market;
    const bars = live.bars.series('BTC-USD', 1)?.bars.length;
    feed.follow('ws://127.0.0.1:9999', true);
    environment.socket.open();
    send(new ScriptedMarket({ seed: 8 }).checkpoint());
    environment.paint();
    expect(feed.market).not.toBe(live);
    expect(feed.market.replica.markets.size).toBe(1);
    feed.follow(URL_A);
    expect(feed.market).toBe(live);
    environment.socket.open();
    send(market.checkpoint());
    environment.paint();
    expect(feed.market.replica).toMatchObject({ inSync: true });
    expect(feed.market.bars.series('BTC-USD', 1)?.bars.length).toBeGreaterThanOrEqual(bars ?? Infinity);
  });

  test('drops the live market when another live relay is followed', () => {
    connect();
    const live = feed.market;
    feed.follow('ws://far.example:9010');
    feed.follow(URL_A);
    expect(feed.market).not.toBe(live);
  });

  test('counts events per second', () => {
    connect();
    for (let step = 0; step < 8; step += 1) {
      environment.pass(250);
      send([{ type: 'mark_price', symbol: 'BTC-USD', price: 1, seq: feed.market.replica.seq + 1, time: 1 }]);
      environment.paint();
    }
    expect(feed.traffic.eventsPerSecond(environment.now())).toBe(4);
    environment.pass(10_000);
    expect(feed.traffic.eventsPerSecond(environment.now())).toBe(0);
  });
});
