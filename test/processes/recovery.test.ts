/** The exchange is killed at any moment; everything that it acknowledged is there after the restart. */
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import papaparse from 'papaparse';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseFrame } from '../../src/contract/events.ts';
import { Replica } from '../../src/contract/replica.ts';
import { flushed, trade, welcome } from '../support/recorded-session.ts';
import { Bench } from '../support/workers.ts';

let bench: Bench;
beforeEach(() => (bench = new Bench()));
afterEach(() => bench.end());

const TABLES = [
  ['trades.csv', 'trade'],
  ['performance.csv', 'position_update'],
] as const;
/** In the place of the numbers that a later login has. */
const NOW = { seq: 0, time: 0 };
const path = (file: string) => join(bench.folder, 'session', file);
const segment = (number: number) => path(`journal/00000${number}.log`);

function seqsIn(file: string): readonly number[] {
  const text = readFileSync(path(file), 'utf8');
  const { data, errors } = papaparse.parse<{ seq: string }>(text, { header: true, skipEmptyLines: true });
  expect(errors).toEqual([]);
  return data.map(({ seq }) => Number(seq));
}

test('after a kill, accounts, orders and numbers are as acknowledged', async () => {
  const first = await bench.open();
  const stream = await bench.events(first.events);
  // Its checkpoint is the first thing that happens.
  await stream.next();
  await trade(bench, first.orders, 'x');
  const before = { a: await welcome(bench, first.orders, 'a'), b: await welcome(bench, first.orders, 'b') };
  await first.exchange.stop('SIGKILL');

  const second = await bench.open('--check-invariants');
  await expect.poll(() => second.exchange.stderr).toContain('recovered to seq');
  const after = { a: await welcome(bench, second.orders, 'a'), b: await welcome(bench, second.orders, 'b') };
  expect({ ...after.a, ...NOW }).toEqual({ ...before.a, ...NOW });
  expect({ ...after.b, ...NOW }).toEqual({ ...before.b, ...NOW });
  expect(before.a.openOrders.length + before.b.openOrders.length).toBeGreaterThan(3);
  expect(after.a.seq).toBeGreaterThanOrEqual(before.a.seq);

  await trade(bench, second.orders, 'y');
  await second.exchange.stop();
  for (const [file, type] of TABLES) {
    const published = stream.all.filter((event) => event.type === type).map(({ seq }) => seq);
    const rows = seqsIn(file);
    expect(rows.slice(0, published.length)).toEqual(published);
    expect(rows).toEqual([...new Set(rows)].toSorted((a, b) => a - b));
    expect(rows.length).toBeGreaterThan(published.length);
  }
});

test('after an orderly stop, the session continues and accepts orders', async () => {
  const first = await bench.open();
  await trade(bench, first.orders, 'x', 10);
  const before = await welcome(bench, first.orders, 'a');
  expect(await first.exchange.stop()).toBe(0);
  const second = await bench.open();
  const after = await welcome(bench, second.orders, 'a');
  expect({ ...after, ...NOW }).toEqual({ ...before, ...NOW });
  expect(after.seq).toBeGreaterThan(before.seq);
  await trade(bench, second.orders, 'y', 2);
});

test("a relay's client continues after a crash: the same epoch, and a whole book", async () => {
  const first = await bench.open('--checkpoint-ms=50');
  const { relay = 0 } = await bench.relay(first.events).ready();
  const replica = new Replica();
  const client = await bench.socket(relay);
  client.on('message', (data) => replica.apply(parseFrame((data as Buffer).toString())));
  await trade(bench, first.orders, 'x');
  await first.exchange.stop('SIGKILL');
  const second = await bench.open('--checkpoint-ms=50', `--events-port=${first.events}`);
  const { seq, epoch, openOrders } = await welcome(bench, second.orders, 'a');
  while (!(replica.inSync && replica.seq > seq)) await once(client, 'message');
  expect(replica.status?.epoch).toBe(epoch);
  const prices = new Set(openOrders.map(({ price }) => price));
  const levels = replica.markets.get('BTC-USD');
  const shown = new Set([...(levels?.bids ?? []), ...(levels?.asks ?? [])].map(([price]) => price));
  expect([...prices].filter((price) => !shown.has(price ?? 0))).toEqual([]);
  expect(prices.size).toBeGreaterThan(2);
});

test('torn ends of journal and CSV files are cut off, and lost rows are rebuilt', async () => {
  const first = await bench.open();
  const stream = await bench.events(first.events);
  // Its checkpoint is the first thing that happens.
  await stream.next();
  await trade(bench, first.orders, 'x');
  const before = await welcome(bench, first.orders, 'a');
  await flushed(first.exchange);
  await first.exchange.stop('SIGKILL');
  appendFileSync(segment(1), Buffer.from([200, 0, 0, 0, 1, 2, 3, 4, 91]));
  truncateSync(path('trades.csv'), 700);
  writeFileSync(path('performance.csv'), '');

  const second = await bench.open();
  await expect
    .poll(() => second.exchange.stderr)
    .toMatch(/9 bytes of a last write that was cut short are cut off at byte \d+/);
  await expect
    .poll(() => second.exchange.stderr)
    .toMatch(/trades\.csv: \d+ bytes behind seq \d+ were cut off/);
  expect(await welcome(bench, second.orders, 'a')).toMatchObject({ positions: before.positions });
  await second.exchange.stop();
  for (const [file, type] of TABLES) {
    const published = stream.all.filter((event) => event.type === type).map(({ seq }) => seq);
    const rows = seqsIn(file);
    expect(published.length).toBeGreaterThan(5);
    expect(rows.slice(0, published.length)).toEqual(published);
    expect(rows).toEqual([...new Set(rows)]);
  }
});

test('damage in the middle is refused with its place; recovery can continue from before it', async () => {
  const first = await bench.open();
  await trade(bench, first.orders, 'x');
  await first.exchange.stop('SIGKILL');
  const bytes = readFileSync(segment(1));
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(segment(1), bytes);

  const refused = bench.exchange();
  expect(await refused.exited).toBe(2);
  expect(refused.stderr).toMatch(/000001\.log is damaged at byte \d+ of \d+.*--cut-damaged-journal/);

  const second = await bench.open('--cut-damaged-journal', '--check-invariants');
  const { seq } = await welcome(bench, second.orders, 'a');
  expect(readFileSync(`${segment(1)}.damaged`).length).toBe(bytes.length);
  for (const [file] of TABLES) expect(Math.max(...seqsIn(file))).toBeLessThanOrEqual(seq);
  await trade(bench, second.orders, 'y', 4);
});

test('a session does not continue with other settings', async () => {
  const first = await bench.open();
  const busy = bench.exchange();
  expect(await busy.exited).toBe(2);
  expect(busy.stderr).toContain(`is in use by process ${first.exchange.process.pid}`);
  await first.exchange.stop();

  const other = bench.exchange('--insurance-fund=5');
  expect(await other.exited).toBe(2);
  expect(other.stderr).toContain('was started with insuranceFund 100000 and cannot continue with 5');
});

test('a folder with CSV files and no journal is left unchanged', async () => {
  const first = await bench.open('--durability=memory', '--log-level=info');
  expect(first.exchange.stderr).toMatch(
    / info trades\.csv and performance\.csv are written to .*; there is no journal, so a crash ends the session\n/,
  );
  await trade(bench, first.orders, 'x', 10);
  await first.exchange.stop();
  const second = bench.exchange();
  expect(await second.exited).toBe(2);
  expect(second.stderr).toContain('holds CSV files of a session without a journal');
});

test('a journal that cannot be written ends the exchange, and no reply precedes its entry', async () => {
  writeFileSync(join(bench.folder, 'blocked'), '');
  const refused = bench.exchange(`--data-dir=${join(bench.folder, 'blocked')}`);
  expect(await refused.exited).toBe(2);
  expect(refused.stderr).toContain('blocked cannot be written');
});
