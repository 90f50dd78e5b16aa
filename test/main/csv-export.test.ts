import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exportCsv, LARGE_BYTES, type CsvCopy } from '../../src/main/csv-export.ts';

let folder: string;
let session: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-export-'));
  session = join(folder, 'session');
  mkdirSync(session);
});
afterEach(() => rmSync(folder, { recursive: true }));

const target = (name: string) => join(folder, name);
const trades = (content: string) => writeFileSync(join(session, 'trades.csv'), content);
const watch = (onProgress = (_share: number) => {}, signal = new AbortController().signal) => ({
  signal,
  onProgress,
});
const exportAll = (copies: readonly CsvCopy[]) => exportCsv(session, copies, watch());
const exportTrades = (to: string) => exportAll([{ file: 'trades.csv', target: to }]);

test('copies the rows over an existing file', async () => {
  trades('seq,price\r\n1,50000\r\n');
  writeFileSync(target('t.csv'), 'something longer than the new content of this file');
  await exportTrades(target('t.csv'));
  expect(readFileSync(target('t.csv'), 'utf8')).toBe('seq,price\r\n1,50000\r\n');
});

test('leaves out an incomplete row', async () => {
  const rows = '1,50000\r\n'.repeat(20_000);
  trades(`seq,price\r\n${rows}2,50`);
  await exportTrades(target('t.csv'));
  expect(readFileSync(target('t.csv'), 'utf8')).toBe(`seq,price\r\n${rows}`);
});

test('copies both files or none', async () => {
  trades('seq,price\r\n1,50000\r\n');
  const copies = [
    { file: 'trades.csv', target: target('t.csv') },
    { file: 'performance.csv', target: target('p.csv') },
  ] as const;
  await expect(exportAll(copies)).rejects.toThrow('performance.csv has no rows yet');
  expect(() => readFileSync(target('t.csv'))).toThrow('ENOENT');
});

test('names a missing file', async () => {
  trades('seq,price\r\n');
  await expect(exportTrades(target('t.csv'))).rejects.toThrow('trades.csv has no rows yet');
});

test('reports why a target cannot be written', async () => {
  trades('seq,price\r\n1,50000\r\n');
  mkdirSync(target('folder'));
  await expect(exportTrades(join(folder, 'none', 't.csv'))).rejects.toThrow(
    `${join(folder, 'none', 't.csv')} cannot be written: its folder does not exist.`,
  );
  await expect(exportTrades(target('folder'))).rejects.toThrow('cannot be written: it is a folder.');
});

describe('a large file', () => {
  const row = `1,${'5'.repeat(997)}\r\n`;
  const rows = `seq,price\r\n${row.repeat(LARGE_BYTES / row.length + 1)}`;
  beforeEach(() => trades(`${rows}2,50`));

  test('is copied to the byte, and its progress is reported', async () => {
    const shares: number[] = [];
    const onProgress = (share: number) => void shares.push(share);
    await exportCsv(session, [{ file: 'trades.csv', target: target('t.csv') }], watch(onProgress));
    expect(readFileSync(target('t.csv')).equals(Buffer.from(rows))).toBe(true);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.length).toBeGreaterThan(10);
    expect(shares.at(-1)).toBe(1);
  });

  test('that is cancelled halfway leaves the old file', async () => {
    writeFileSync(target('t.csv'), 'mine');
    const ending = new AbortController();
    const onProgress = (share: number) => {
      if (share > 0.5) ending.abort();
    };
    const copying = exportCsv(
      session,
      [{ file: 'trades.csv', target: target('t.csv') }],
      watch(onProgress, ending.signal),
    );
    await expect(copying).rejects.toThrow('aborted');
    expect(readFileSync(target('t.csv'), 'utf8')).toBe('mine');
    expect(readdirSync(folder).toSorted()).toEqual(['session', 't.csv']);
  });
});
