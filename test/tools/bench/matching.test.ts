import { expect, test } from 'vitest';
import { runMatchingBench } from '../../../tools/bench/matching/index.ts';

test('the engine trades what the book with the direct price window trades, on all five streams', () => {
  const report = runMatchingBench(7, 20_000, 1);
  const streams = ['normal', 'static', 'swing 25', 'swing 40', 'flash crash'];
  expect(report.filter((line) => line.endsWith(' messages'))).toEqual(
    streams.map((name) => `${name}, 20,000 messages`),
  );
});
