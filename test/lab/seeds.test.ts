/** Seeds on the lab's command line, valid and refused. */
import { expect, test } from 'vitest';
import { parseSeeds } from '../../src/lab/seeds.ts';

test('seeds', () => {
  expect(parseSeeds('3')).toEqual([1, 2, 3]);
  expect(parseSeeds('101-103')).toEqual([101, 102, 103]);
});

test.each([
  [() => parseSeeds('20-10'), "--seeds '20-10' must be"],
  [() => parseSeeds('0'), "--seeds '0' must be"],
  [() => parseSeeds('many'), "--seeds 'many' must be"],
  [() => parseSeeds('99999999999'), "--seeds '99999999999' has more than 100000 seeds"],
  [() => parseSeeds('1-9007199254740991'), 'has more than 100000 seeds'],
])('what is wrong is one sentence that names it: %s', (parse, words) => {
  expect(parse).toThrow(words);
});
