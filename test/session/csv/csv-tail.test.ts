/** The end of a CSV file: its last whole row, and the last one up to a `seq`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cutTail, findTail } from '../../../src/session/csv/csv-tail.ts';

const folder = mkdtempSync(join(tmpdir(), 'botpit-tail-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'any.csv');

/** Rows with every second `seq`, 30,000 of them: several times what is read at once. */
const ROWS = Array.from({ length: 30_000 }, (_, index) => `${2 * (index + 1)},a,b`);
const HEADER = 'seq,one,other';
const textOf = (rows: readonly string[]) => [HEADER, ...rows].map((row) => `${row}\r\n`).join('');

test.each([1, 2, 3, 11, 12_345, 23_456, 40_000, 59_999, 60_000, 99_999])(
  'the rows up to seq %d stay, wherever the read begins',
  (seqMax) => {
    writeFileSync(path, textOf(ROWS));
    const kept = ROWS.slice(0, Math.floor(seqMax / 2));
    expect(cutTail(path, seqMax).lastSeq).toBe(2 * kept.length);
    expect(readFileSync(path, 'utf8') === textOf(kept)).toBe(true);
  },
);

test('a row without its end is no row', () => {
  writeFileSync(path, `${textOf(ROWS.slice(0, 3))}8,a`);
  expect(findTail(path)).toMatchObject({ lastSeq: 6, rest: 3 });
});

test('a missing file and an empty one have no rows', () => {
  expect(findTail(join(folder, 'none.csv'))).toEqual({ lastSeq: 0, size: 0, rest: 0 });
  writeFileSync(path, '');
  expect(findTail(path)).toEqual({ lastSeq: 0, size: 0, rest: 0 });
});
