/** The events of a session as a file: the published bytes, or no file. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import papaparse from 'papaparse';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MarketEvent } from '../../../src/contract/events.ts';
import type { ExportFormat } from '../../../src/session/csv/csv-files.ts';
import { RecordedSession } from '../../../tools/bench/player/recorded-session.ts';
import { seededRandom } from '../../../src/contract/seeded-random.ts';
import { writeEvents } from '../../../src/workers/export-events/write-events.ts';
import { listFiles, segmentPath } from '../../../src/session/journal/journal-folder.ts';

let folder: string;
let session: string;
let file: string;
let published: string;
let shares: number[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-events-'));
  session = join(folder, 'monday');
  file = join(folder, 'events.jsonl');
  published = '';
  shares = [];
  new RecordedSession({
    folder: session,
    commands: 3_000,
    accounts: 8,
    random: seededRandom(5),
    segmentBytes: 32 * 1_024,
    gapMicros: 5_000,
    onEvents: (events) => (published += events.map((event) => `${JSON.stringify(event)}\n`).join('')),
  }).run();
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (signal = new AbortController().signal, format: ExportFormat = 'events') =>
  writeEvents({ session, file, format, signal, onProgress: (share) => void shares.push(share) });

/** The rows of a CSV export, by column. */
async function rowsOf(format: ExportFormat): Promise<readonly Record<string, string>[]> {
  const count = await write(undefined, format);
  const rows = papaparse.parse<Record<string, string>>(readFileSync(file, 'utf8').trimEnd(), {
    header: true,
  }).data;
  expect(count).toBe(rows.length);
  return rows;
}

const eventsOf = <Type extends MarketEvent['type']>(type: Type) =>
  published
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as MarketEvent)
    .filter((event): event is Extract<MarketEvent, { type: Type }> => event.type === type);
const last = <Value>(values: readonly Value[], isOf: (value: Value) => boolean) => values.findLast(isOf);

test('fills.csv: each side of each trade, with fee, position and markouts', async () => {
  const rows = await rowsOf('fills');
  const trades = eventsOf('trade');
  expect(rows.length).toBeGreaterThan(100);
  expect(rows).toHaveLength(trades.reduce((sum, { liquidation }) => sum + (liquidation ? 1 : 2), 0));
  const updates = eventsOf('position_update');
  for (const account of new Set(rows.map((row) => row['account'] ?? ''))) {
    const own = rows.filter((row) => row['account'] === account);
    const fees = own.reduce((sum, { fee }) => sum + Number(fee), 0);
    const update = last(updates, (one) => one.account === account);
    expect(fees).toBeCloseTo(update?.feesPaid ?? NaN, 6);
  }
  for (const row of rows.slice(0, 200)) {
    const time = Number(row['time']);
    const update = updates.find((one) => one.account === row['account'] && one.time === time);
    const others = rows.filter((one) => one['account'] === row['account'] && one['time'] === row['time']);
    expect(Number(others.at(-1)?.['position'])).toBe(update?.quantity);
  }
  expect(rows[0]?.['markout1s']).not.toBe('');
  expect(rows.at(-1)?.['markout60s']).toBe('');
});

test('orders.csv: each order is accepted, and its events follow until it ends', async () => {
  const rows = await rowsOf('orders');
  const open = new Map<string, number>();
  for (const row of rows.filter(({ event }) => event !== 'rejected')) {
    const { event, orderId = '', quantity } = row;
    expect(open.has(orderId)).toBe(event !== 'accepted');
    if (event === 'canceled' || Number(quantity) === 0) open.delete(orderId);
    else open.set(orderId, Number(quantity));
  }
  const filled = rows.filter(({ event }) => event === 'filled');
  expect(filled.map(({ tradeId }) => tradeId)).toEqual((await rowsOf('fills')).map(({ tradeId }) => tradeId));
  expect(rows.filter(({ event }) => event === 'canceled').every(({ cause }) => cause !== '')).toBe(true);
  expect(rows.map(({ time }) => Number(time))).toEqual(
    rows.map(({ time }) => Number(time)).toSorted((a, b) => a - b),
  );
});

test('every event of every segment, byte for byte as published', async () => {
  expect(listFiles(session, 'log').length).toBeGreaterThan(2);
  const count = await write();
  expect(readFileSync(file, 'utf8') === published).toBe(true);
  expect(count).toBe(published.split('\n').length - 1);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
  expect(shares.length).toBeGreaterThan(2);
});

test('a last write that was cut short is left out', async () => {
  const path = segmentPath(session, listFiles(session, 'log').at(-1) ?? 0);
  truncateSync(path, readFileSync(path).length - 3);
  await write();
  const text = readFileSync(file, 'utf8');
  expect(text.length).toBeGreaterThan(1_000);
  expect(text.length).toBeLessThan(published.length);
  expect(published.startsWith(text)).toBe(true);
});

test('a damaged journal leaves no file, and the damage is named', async () => {
  const path = segmentPath(session, 2);
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  await expect(write()).rejects.toThrow(/000002\.log is damaged at byte \d+/);
  expect(readdirSync(folder)).toEqual(['monday']);
});

test('a cancelled export leaves the old file', async () => {
  writeFileSync(file, 'mine');
  const ending = new AbortController();
  const written = writeEvents({
    session,
    file,
    format: 'events',
    signal: ending.signal,
    onProgress: () => ending.abort(),
  });
  await expect(written).rejects.toThrow('aborted');
  expect(readFileSync(file, 'utf8')).toBe('mine');
  expect(existsSync(`${file}.unfinished`)).toBe(false);
});

test('a folder without a journal, and an invalid target, are named', async () => {
  const signal = new AbortController().signal;
  const onProgress = () => {};
  await expect(writeEvents({ session: folder, file, format: 'events', signal, onProgress })).rejects.toThrow(
    `${folder} has no journal`,
  );
  const nowhere = join(folder, 'none', 'events.jsonl');
  await expect(writeEvents({ session, file: nowhere, format: 'events', signal, onProgress })).rejects.toThrow(
    `${nowhere} cannot be written: its folder does not exist.`,
  );
});
