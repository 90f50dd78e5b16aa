import { expect, test } from 'vitest';
import { readDrop } from '../../src/renderer/layout/dropped-files.ts';

test.each([['/bots/mine.ts'], ['C:\\bots\\mine.mjs'], ['/bots/a b.cts']])('%s is a strategy', (path) => {
  expect(readDrop([path])).toEqual({ strategy: path });
});

test.each([['/lessons/one.botpit'], ['/sessions/2026-11-23T09-30-00'], ['C:\\bots\\botpit.d.ts'], ['/a.py']])(
  '%s is for the main process to look at',
  (path) => expect(readDrop([path])).toEqual({ other: path }),
);

test.each([
  [[], 'The dropped item is not a file on this machine'],
  [[''], 'The dropped item is not a file on this machine'],
  [['/a.ts', '/b.ts'], 'Drop one strategy or session at a time; these were 2 files'],
])('%j is refused', (paths, refusal) => {
  expect(readDrop(paths)).toEqual({ refusal });
});
