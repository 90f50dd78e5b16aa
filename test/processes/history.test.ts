/** The history service behind a relay: what it remembers, and after its end by force. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { join } from 'node:path';
import { historyUrl, parseHistory, type HistoryPath } from '../../src/contract/history.ts';
import { trade } from '../support/recorded-session.ts';
import { Bench } from '../support/workers.ts';

let bench: Bench;
beforeEach(() => void (bench = new Bench()));
afterEach(() => bench.end());

function service(eventsPort: number, port = 0) {
  const session = join(bench.folder, 'session');
  const upstream = `ws://127.0.0.1:${eventsPort}`;
  return bench.worker('history', `--port=${port}`, '--upstream', upstream, '--session', session);
}

async function ask<Path extends HistoryPath>(relay: string, path: Path, query = {}) {
  return parseHistory(path, await (await fetch(historyUrl(relay, path, query))).text());
}

/** All answers, but for how far they reach. */
async function everything(relay: string) {
  const candles = { symbol: 'BTC-USD', interval: '1s' };
  const { trades } = await ask(relay, 'trades');
  const { liquidations } = await ask(relay, 'liquidations');
  const { accounts } = await ask(relay, 'equity');
  const { fills } = await ask(relay, 'fills', { account: 'a' });
  const { orders } = await ask(relay, 'orders', { account: 'a' });
  const activity = accounts.map(({ account, first, activity: own }) => ({ account, first, own }));
  return {
    trades,
    liquidations,
    activity,
    fills,
    orders,
    candles: (await ask(relay, 'candles', candles)).candles,
  };
}

test('after SIGKILL it knows again what happened before, and what happened meanwhile', async () => {
  const { orders, events } = await bench.open('--checkpoint-ms=50', '--deposit=1000');
  const first = service(events);
  const { history: port = 0 } = await first.ready();
  const relay = bench.relay(events, '--history', `http://127.0.0.1:${port}`, '--token=only to watch');
  const { relay: relayPort = 0 } = await relay.ready();
  const url = `ws://127.0.0.1:${relayPort}/?token=only%20to%20watch`;
  const [a, b] = await trade(bench, orders, 'first');
  const counted = async () => (await ask(url, 'trades')).trades.length;
  await expect.poll(counted).toBeGreaterThan(5);

  const ended = async () => (await ask(url, 'orders', { account: 'a' })).orders;
  await expect.poll(async () => (await ended()).map(({ why }) => why)).toContain('filled');
  const streamed = await ended();
  await first.stop('SIGKILL');
  expect((await fetch(historyUrl(url, 'trades', {}))).status).toBe(503);
  // A liquidation: the account cannot carry its position after the price has moved.
  await a?.ask({ type: 'cancel_all' });
  await b?.ask({ type: 'cancel_all' });
  await a?.place('long', 'buy', 0.4, 50_000);
  await b?.place('short', 'sell', 0.4, 50_000);
  const whale = await bench.trader(orders, 'whale');
  await whale.place('bid', 'buy', 0.01, 46_000);
  await whale.place('ask', 'sell', 0.01, 46_001);
  const second = service(events, port);
  await second.ready();

  const after = await everything(url);
  expect(after.trades.map(({ tradeId }) => tradeId)).toEqual(after.trades.map((_, index) => index + 1));
  expect(after.liquidations.map(({ account, stage }) => `${account} ${stage}`)).toContain('a completed');
  expect(after.orders.slice(0, streamed.length)).toEqual(streamed);
  expect(after.orders.some(({ why }) => why === 'canceled')).toBe(true);
  const third = service(events);
  const { history: thirdPort = 0 } = await third.ready();
  expect(await everything(`ws://127.0.0.1:${thirdPort}`)).toEqual(after);

  const wrong = await fetch(historyUrl(`ws://127.0.0.1:${relayPort}/?token=wrong`, 'trades', {}));
  expect(wrong.status).toBe(401);
  const foreign = await fetch(historyUrl(url, 'trades', {}), { headers: { Origin: 'http://evil.example' } });
  expect(foreign.status).toBe(403);
  const own = await fetch(historyUrl(url, 'trades', {}), { headers: { Origin: 'botpit://monitor' } });
  expect(own.headers.get('Access-Control-Allow-Origin')).toBe('botpit://monitor');
});
