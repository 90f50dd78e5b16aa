import { expect, test } from 'vitest';
import {
  countSkip,
  countUnexplained,
  emptyTally,
  progressText,
  summaryText,
} from '../../../src/workers/replay/tally.ts';

const HALF_PAST_NINE = 34_200_250_000_000;

test('progress names the file time, and the delay when it matters', () => {
  const tally = { ...emptyTally(), messages: 12, fills: 3, fillsWithOthers: 1 };
  const at = (behindMs: number) => progressText(tally, { timeNanos: HALF_PAST_NINE, behindMs });
  expect(at(20)).toBe('09:30:00.250 file time, 12 messages, 4 trades, on time');
  expect(at(2_340)).toBe('09:30:00.250 file time, 12 messages, 4 trades, behind schedule by 2.3 s');
});

test('the summary lists the rows that need attention', () => {
  const tally = { ...emptyTally(), rejected: { PRICE_OUT_OF_BAND: 2 } };
  countSkip(tally, 2409);
  countSkip(tally, 2418);
  countUnexplained(tally, 77);
  expect(summaryText(tally)).toContain('queue skips: 2 (rows 2409 2418)');
  expect(summaryText(tally)).toContain('0 explained by other traders, 1 unexplained (rows 77)');
  expect(summaryText(tally)).toContain('2 PRICE_OUT_OF_BAND');
});

test('rows are named up to a bound, and counted beyond', () => {
  const tally = emptyTally();
  for (let row = 0; row < 1_500; row += 1) countSkip(tally, row);
  expect(tally.skips).toBe(1_500);
  expect(tally.queueSkips).toHaveLength(1_000);
});
