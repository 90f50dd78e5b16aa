import { expect, test } from 'vitest';
import { framesOf } from '../../../src/workers/play/frames.ts';

const texts = (published: Parameters<typeof framesOf>[0]) => framesOf(published).map(String);
const at = (text: string, ms: number) => ({ text, time: 1e15 + ms * 1_000 });

test('a frame holds a tenth of a second of the session at most, and the events of one entry stay together', () => {
  expect(texts([])).toEqual([]);
  expect(texts([at('1,2', 0), at('3', 99), at('4', 100), at('5', 150), at('6', 900)])).toEqual([
    '[1,2,3]',
    '[4,5]',
    '[6]',
  ]);
});

test('a long frame is sent before more is added', () => {
  const long = 'x'.repeat(200_000);
  expect(texts([at('1', 0), at(long, 1), at('2', 2), at('3', 3)])).toEqual([`[1,${long}]`, '[2,3]']);
});
