import { expect, test } from 'vitest';
import { namesOwnFile } from '../../../src/workers/bot/own-file.ts';

test.each([
  [['mine.ts'], true],
  [['--name', 'ann', 'C:\\bots\\mine.mjs:Maker'], true],
  [['maker', '--param', 'levels=3'], false],
  [['mine.ts', '--describe'], false],
  [['mine.ts', '--help'], false],
  [['--name=mine.ts', 'maker'], false],
  [[], false],
])('%j names a file of the author: %s', (args, expected) => {
  expect(namesOwnFile(args)).toBe(expected);
});
