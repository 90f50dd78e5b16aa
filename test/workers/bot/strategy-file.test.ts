import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { locateStrategy, nameOf } from '../../../src/workers/bot/strategy-file.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-test-'));
  for (const name of ['maker.ts', 'taker.ts', 'mine.js', 'notes.txt', 'C:', 'x']) {
    if (name === 'x') mkdirSync(join(folder, 'folder.ts'));
    else writeFileSync(join(folder, name), '');
  }
});

afterEach(() => vi.unstubAllEnvs());

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['maker', 'maker.ts', undefined],
  ['maker:Maker', 'maker.ts', 'Maker'],
])('%s is a built-in', (argument, file, className) => {
  expect(locateStrategy(argument, folder)).toEqual({ path: join(folder, file), className });
});

test('a file, with and without a class', () => {
  const path = join(folder, 'mine.js');
  expect(locateStrategy(path, folder)).toEqual({ path, className: undefined });
  expect(locateStrategy(`${path}:Grid_2`, folder)).toEqual({ path, className: 'Grid_2' });
});

test('a path is relative to the folder in which npm was called', () => {
  vi.stubEnv('INIT_CWD', folder);
  expect(locateStrategy('./mine.js', '/nowhere').path).toBe(join(folder, 'mine.js'));
});

test.each([
  ['makr', "'makr' is not a built-in strategy (there are: folder, maker, taker)"],
  ['./nope.ts', 'nope.ts does not exist.'],
  ['./C:\\bots\\mine.ts', 'C:\\bots\\mine.ts does not exist.'],
])('%s is refused', (argument, words) => {
  expect(() => locateStrategy(argument, folder)).toThrow(words);
});

test('a folder and a file of another kind are refused', () => {
  expect(() => locateStrategy(join(folder, 'folder.ts'), folder)).toThrow('is a folder; name a file in it');
  expect(() => locateStrategy(join(folder, 'notes.txt'), folder)).toThrow('must end in one of .ts');
});

test('the name of a bot is a valid account name', () => {
  expect(nameOf({ path: '/bots/my grid (2).ts', className: undefined })).toBe('my-grid--2-');
  expect(nameOf({ path: '/bots/a.ts', className: 'Grid' })).toBe('Grid');
});
