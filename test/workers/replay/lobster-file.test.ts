import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findOrderBook, readFirstLine, readMessages } from '../../../src/workers/replay/lobster-file.ts';

const LINE = '34200.5,1,7,18,5853200,1';
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'botpit-lobster-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function rowsOf(path: string): Promise<number[]> {
  const rows: number[] = [];
  for await (const { row } of readMessages(path)) rows.push(row);
  return rows;
}

describe('readMessages', () => {
  test.each([
    ['ends with a line break', `${LINE}\n${LINE}\n`],
    ['ends without one', `${LINE}\n${LINE}`],
    ['has carriage returns', `${LINE}\r\n${LINE}\r\n`],
  ])('reads a file that %s', async (_name, text) => {
    expect(await rowsOf(await file('a.csv', text))).toEqual([0, 1]);
  });

  test.each([
    ['an empty line', `${LINE}\n\n${LINE}\n`, 'line 2: is empty, and more lines follow'],
    [
      'time that goes back',
      `${LINE}\n34200.4,1,8,18,5853200,1\n`,
      'line 2: time 34200.4 is before the line above',
    ],
    ['a line that is no message', `${LINE}\nhello\n`, "line 2: 'hello' has 1 columns"],
  ])('refuses %s', async (_name, text, problem) => {
    await expect(rowsOf(await file('a.csv', text))).rejects.toThrow(problem);
  });

  test('names a missing file', async () => {
    await expect(rowsOf(join(folder, 'none.csv'))).rejects.toThrow(/none\.csv cannot be read: ENOENT/);
  });
});

test('the error for an empty file names it', async () => {
  await expect(readFirstLine(await file('empty.csv', ''))).rejects.toThrow('empty.csv is empty');
});

describe('findOrderBook', () => {
  test('prefers the exact name to an excerpt', async () => {
    const messages = await file('X_message_10.csv', LINE);
    expect(await findOrderBook(messages)).toBeUndefined();
    const excerpt = await file('X_orderbook_10_first_5.csv', '1');
    expect(await findOrderBook(messages)).toBe(excerpt);
    const exact = await file('X_orderbook_10.csv', '1');
    expect(await findOrderBook(messages)).toBe(exact);
  });

  test('does not guess between two', async () => {
    const messages = await file('X_message_10.csv', LINE);
    await file('X_orderbook_10_a.csv', '1');
    await file('X_orderbook_10_b.csv', '1');
    await expect(findOrderBook(messages)).rejects.toThrow('choose one with --order-book');
  });
});
