/** A history that loses the stream for a while, with a session whose files have all of it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { MarketEvent } from '../../../src/contract/events.ts';
import { RULES_VERSION } from '../../../src/engine/index.ts';
import { createLogger } from '../../../src/runtime/log.ts';
import { csvTablesOf, toRow, toText } from '../../../src/session/csv/csv-tables.ts';
import { answer } from '../../../src/session/history/answers.ts';
import { MarketHistory } from '../../../src/session/history/market-history.ts';
import { SessionFiles } from '../../../src/session/history/session-files.ts';
import { Follower, WAITING_MAX } from '../../../src/workers/history/follower.ts';
import { recorded } from '../play/recorded.ts';

/** As the exchange writes them. */
function writeTables(folder: string, events: readonly MarketEvent[]): void {
  for (const table of csvTablesOf([], RULES_VERSION)) {
    const rows = events.filter(({ type }) => type === table.type).map((event) => toRow(table, event));
    writeFileSync(join(folder, table.file), toText([table.columns, ...rows]));
  }
}

function ordersIn(history: MarketHistory): readonly object[] {
  return ['trader-0', 'trader-1', 'trader-2'].map(
    (account) => answer(history, 'orders', new URLSearchParams({ account })).body,
  );
}

/** A session, a history that follows its stream, and one that has followed all of it. */
function scene() {
  const { folder, events } = recorded({ commands: 400 });
  writeTables(folder, events);
  const checkpoints = events.flatMap(({ type }, index) => (type === 'exchange_status' ? [index] : []));
  const whole = new MarketHistory();
  new Follower(whole, null).frame(JSON.stringify(events));
  const history = new MarketHistory();
  const follower = new Follower(history, new SessionFiles(folder, createLogger('error')));
  return {
    whole,
    history,
    follower,
    end: events.length,
    at: (share: number) => checkpoints[Math.floor(checkpoints.length * share)] ?? 0,
    frame: (from: number, to: number) => follower.frame(JSON.stringify(events.slice(from, to))),
  };
}

test('the journal fills each hole once: an order that traded before the hole keeps its filled quantity', async () => {
  const { whole, history, follower, end, at, frame } = scene();
  const follow = async (from: number, to: number) => {
    frame(from, to);
    await follower.whole();
    await follower.journal();
  };
  await follow(at(0.2), at(0.25));
  await follow(at(0.25), at(0.5) - 20);
  await follow(at(0.6), at(0.7));
  await follow(at(0.7), at(0.8) - 20);
  await follow(at(0.9), end);
  expect(follower.holes).toBe(2);
  expect(ordersIn(history)).toEqual(ordersIn(whole));
});

test('a second hole before the first one is filled loses no order', async () => {
  const { whole, history, follower, end, at, frame } = scene();
  frame(at(0.2), at(0.4) - 20);
  await follower.whole();
  frame(at(0.5), at(0.6) - 20);
  follower.disconnected();
  frame(at(0.7), at(0.8) - 20);
  frame(at(0.9), end);
  await follower.whole();
  await follower.journal();
  expect(follower.holes).toBe(2);
  expect(ordersIn(history)).toEqual(ordersIn(whole));
});

test('so many requests wait for the past; of more, those that nobody wants any more leave', async () => {
  const follower = new Follower(new MarketHistory(), null);
  let isWanted = true;
  const waiting = Array.from({ length: WAITING_MAX }, () => follower.whole(() => isWanted));
  expect(await follower.whole()).toBe(false);
  isWanted = false;
  const wanted = follower.whole();
  expect(new Set(await Promise.all(waiting))).toEqual(new Set([false]));
  follower.frame(JSON.stringify(recorded({ commands: 60 }).events));
  expect(await wanted).toBe(true);
  expect(await follower.whole()).toBe(true);
});
