import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import papaparse from 'papaparse';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Trade } from '../../../src/contract/events.ts';
import { CsvSink } from '../../../src/session/csv/csv-sink.ts';
import { csvTablesOf } from '../../../src/session/csv/csv-tables.ts';
import { RULES_VERSION } from '../../../src/engine/index.ts';
import { createLogger } from '../../../src/runtime/log.ts';

const root = mkdtempSync(join(tmpdir(), 'botpit-csv-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder: string;
let log: string[];
beforeEach(() => {
  folder = join(root, String(Math.random()));
  log = [];
});

afterEach(() => vi.useRealTimers());

const open = () =>
  new CsvSink(
    folder,
    createLogger('info', (line) => log.push(line)),
    csvTablesOf([], RULES_VERSION),
  );

function trade(seq: number): Trade {
  return {
    type: 'trade',
    seq,
    time: 1_700_000_000_000_000 + seq,
    symbol: 'BTC-USD',
    tradeId: seq,
    price: 50_000.5,
    quantity: 0.001,
    aggressor: 'buy',
    buyAccount: 'a',
    sellAccount: 'b',
    buyOrderId: 1,
    sellOrderId: 2,
    liquidation: false,
    buyFee: 0.025,
    sellFee: -0.01,
  };
}

function rows(name: string): Record<string, string>[] {
  const text = readFileSync(join(folder, name), 'utf8');
  const { data, errors } = papaparse.parse<Record<string, string>>(text, {
    header: true,
    skipEmptyLines: true,
  });
  expect(errors).toEqual([]);
  return data;
}

test('writes the header once, then every row in order, over several flushes', async () => {
  const sink = open();
  sink.writeEvents([trade(1), trade(2)]);
  await sink.flush();
  sink.writeEvents([trade(3)]);
  await sink.close();
  expect(rows('trades.csv').map(({ seq }) => seq)).toEqual(['1', '2', '3']);
  expect(rows('trades.csv')[0]).toEqual(
    Object.fromEntries(
      Object.entries(trade(1))
        .filter(([name]) => name !== 'type')
        .map(([name, value]) => [name, String(value)]),
    ),
  );
});

test('appends to an existing file', async () => {
  const first = open();
  first.writeEvents([trade(1)]);
  await first.close();
  const second = open();
  second.writeEvents([trade(2)]);
  await second.close();
  expect(rows('trades.csv').map(({ seq }) => seq)).toEqual(['1', '2']);
});

test('a file that has other columns keeps its rows, and a warning names them', async () => {
  mkdirSync(folder);
  const old = 'seq,time,symbol\r\n1,2,BTC-USD\r\n';
  writeFileSync(join(folder, 'trades.csv'), old);
  const sink = open();
  sink.writeEvents([trade(3)]);
  await sink.close();
  expect(sink.warnings).toMatchObject([
    expect.stringContaining('but seq,time,symbol; choose another folder'),
  ]);
  expect(readFileSync(join(folder, 'trades.csv'), 'utf8')).toBe(old);
});

test('other events leave no rows, and the files still have their headers', async () => {
  const sink = open();
  sink.writeEvents([{ type: 'mark_price', seq: 1, time: 1, symbol: 'X', price: 1 }]);
  await sink.close();
  expect(rows('trades.csv')).toEqual([]);
  expect(readFileSync(join(folder, 'performance.csv'), 'utf8')).toMatch(/^seq,time,account,/);
});

test('rows that cannot be written are reported, kept, and written later', async () => {
  writeFileSync(folder, 'a file where the folder should be');
  const sink = open();
  sink.writeEvents([trade(1)]);
  await sink.flush();
  expect(sink.warnings).toHaveLength(2);
  expect(sink.warnings[0]).toContain(join(folder, 'trades.csv'));
  expect(log.join('')).toContain('cannot be written');
  rmSync(folder);
  sink.writeEvents([trade(2)]);
  await sink.close();
  expect(sink.warnings).toEqual([]);
  expect(rows('trades.csv').map(({ seq }) => seq)).toEqual(['1', '2']);
});

test.skipIf(!existsSync('/dev/full'))('a full disk is reported and stops nothing', async () => {
  mkdirSync(folder);
  symlinkSync('/dev/full', join(folder, 'trades.csv'));
  const sink = open();
  sink.writeEvents([trade(1)]);
  await sink.close();
  expect(sink.warnings).toMatchObject([expect.stringContaining('ENOSPC')]);
});

const frame = (firstSeq: number, count: number, text = `${firstSeq}\r\n`) =>
  ({ type: 'trade', firstSeq, count, bytes: Buffer.from(text) }) as const;

test('many waiting rows are written before the interval ends, few are not', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const sink = open();
  const row = `${'x'.repeat(1_022)}\r\n`;
  for (let seq = 1; seq <= 512; seq += 1) sink.write([frame(seq, 1, row)]);
  expect(existsSync(folder)).toBe(false);
  sink.write([frame(513, 1, row)]);
  await vi.waitFor(() => expect(sink.waiting).toBe(0));
  expect(readFileSync(join(folder, 'trades.csv'), 'utf8').length).toBeGreaterThan(513 * row.length);
  sink.write([frame(514, 1, row)]);
  await sink.close();
  expect(readFileSync(join(folder, 'trades.csv'), 'utf8')).toMatch(/(?:x{1022}\r\n){514}$/);
});

test('many waiting rows that cannot be written wait for the interval', async () => {
  writeFileSync(folder, 'a file where the folder should be');
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const sink = open();
  const row = `${'x'.repeat(1_024 * 1_024)}\r\n`;
  sink.write([frame(1, 1, row)]);
  await vi.waitFor(() => expect(sink.warnings).toHaveLength(2));
  const flush = vi.spyOn(sink, 'flush');
  sink.write([frame(2, 1, row)]);
  expect(flush).not.toHaveBeenCalled();
  rmSync(folder);
  await sink.close();
  expect(sink.warnings).toEqual([]);
});

test('rows are dropped after all flushes that have begun', async () => {
  const sink = open();
  await sink.flush();
  const first = sink.flush();
  await Promise.resolve();
  sink.writeEvents([trade(1)]);
  await Promise.all([first, sink.flush(), sink.drop()]);
  expect(sink.waiting).toBe(0);
  sink.writeEvents([trade(2)]);
  await sink.close();
  expect(rows('trades.csv').map(({ seq }) => seq)).toEqual(['1', '2']);
});

test('a file ends before the first row that found no room, and a warning names it', async () => {
  const sink = open();
  sink.write([frame(1, 400_000)]);
  sink.write([frame(7, 100_001)]);
  await sink.flush();
  sink.write([frame(8, 1)]);
  await sink.close();
  expect(readFileSync(join(folder, 'trades.csv'), 'utf8')).toMatch(/\r\n1\r\n$/);
  expect(sink.warnings).toMatchObject([expect.stringContaining('trades.csv ends before seq 7')]);
});
