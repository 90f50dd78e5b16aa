/** Following a file that people edit. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followFile } from '../../src/runtime/follow-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'botpit-follow-'));
const file = join(folder, 'accounts.json');
let changes: number;
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  changes = 0;
  writeFileSync(file, 'first');
  end = followFile(file, () => (changes += 1));
});
afterEach(() => {
  end();
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

function look(): number {
  vi.advanceTimersByTime(250);
  return changes;
}

test('the first look counts as a change, and later ones only when the file has changed, is gone or is back', () => {
  expect(look()).toBe(1);
  expect(look()).toBe(1);
  writeFileSync(file, 'the second');
  expect(look()).toBe(2);
  writeFileSync(`${file}.new`, 'the second');
  renameSync(`${file}.new`, file);
  expect(look()).toBe(3);
  rmSync(file);
  expect(look()).toBe(4);
  expect(look()).toBe(4);
  writeFileSync(file, 'third');
  expect(look()).toBe(5);
  end();
  writeFileSync(file, 'the fourth');
  expect(look()).toBe(5);
});
