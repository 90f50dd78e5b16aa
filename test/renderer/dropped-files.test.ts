import { expect, test } from 'vitest';
import { readDrop } from '../../src/renderer/bots/dropped-files.ts';

test.each([['/bots/mine.ts'], ['C:\\bots\\mine.mjs'], ['/bots/a b.cts']])('%s is picked', (path) => {
  expect(readDrop([path])).toEqual({ path });
});

test.each([
  [[], 'What was dropped is no file on this machine'],
  [[''], 'What was dropped is no file on this machine'],
  [['/bots/mine.py'], "'mine.py' is no strategy: it must be a .ts or .js file"],
  [['C:\\bots\\botpit.d.ts'], "'botpit.d.ts' is no strategy: it must be a .ts or .js file"],
  [['/bots'], "'bots' is no strategy: it must be a .ts or .js file"],
  [['/a.ts', '/b.ts'], 'Drop one strategy at a time; these were 2 files'],
])('%j is refused', (paths, refusal) => {
  expect(readDrop(paths)).toEqual({ refusal });
});
