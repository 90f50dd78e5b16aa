/** A reader of a CSV file that grows, and that a recovery cuts off. */
import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CsvReader } from '../../../src/session/csv/csv-reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'botpit-reader-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'trades.csv');

async function rowsOf(reader: CsvReader): Promise<string[]> {
  const rows: string[] = [];
  await reader.read((values) => void rows.push(values.join()));
  return rows;
}

test('each whole row is read once, and all again when the file has become shorter', async () => {
  const reader = new CsvReader(folder, 'trades.csv', ['time', 'seq']);
  expect(await rowsOf(reader)).toEqual([]);
  writeFileSync(path, 'seq,time,price\r\n1,10,5\r\n2,2');
  expect(await rowsOf(reader)).toEqual(['10,1']);
  appendFileSync(path, '0,5\r\n3,30,5\r\n');
  expect(await rowsOf(reader)).toEqual(['20,2', '30,3']);
  truncateSync(path, 'seq,time,price\r\n1,10,5\r\n'.length);
  expect(await rowsOf(reader)).toEqual(['10,1']);
  appendFileSync(path, '4,40,5\r\n');
  expect(await rowsOf(reader)).toEqual(['40,4']);
});

test('a row before which the reader stops is read by the next call', async () => {
  writeFileSync(path, 'seq\r\n1\r\n2\r\n3\r\n');
  const reader = new CsvReader(folder, 'trades.csv', ['seq']);
  const seen: string[] = [];
  await reader.read(([seq = '']) => (seq === '2' ? false : void seen.push(seq)));
  expect(seen).toEqual(['1']);
  expect(await rowsOf(reader)).toEqual(['2', '3']);
});
