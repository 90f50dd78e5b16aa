import { describe, expect, test } from 'vitest';
import { sum, summary, vitestCounts } from '../../tools/gates/test-counts.ts';

const clean = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [] };
const failedFile = (...statuses: string[]) => ({
  status: 'failed',
  assertionResults: statuses.map((status) => ({ status })),
});

describe('the counts of a run of Vitest', () => {
  test.each([
    { what: 'a clean run', report: clean, exitCode: 0, counts: { passed: 5, failed: 0, skipped: 2 } },
    {
      what: 'a failed test',
      report: { ...clean, numFailedTests: 1, testResults: [failedFile('passed', 'failed')] },
      exitCode: 1,
      counts: { passed: 5, failed: 1, skipped: 2 },
    },
    {
      what: 'a file that did not load',
      report: { ...clean, testResults: [failedFile()] },
      exitCode: 1,
      counts: { passed: 5, failed: 1, skipped: 2 },
    },
    {
      what: 'a failure beside the tests',
      report: clean,
      exitCode: 1,
      counts: { passed: 5, failed: 1, skipped: 2 },
    },
    {
      what: 'no report at all',
      report: undefined,
      exitCode: 1,
      counts: { passed: 0, failed: 1, skipped: 0 },
    },
  ])('$what', ({ report, exitCode, counts }) => {
    expect(vitestCounts(report, exitCode)).toEqual(counts);
  });
});

test('counts add up', () => {
  const parts = [
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 2, failed: 3, skipped: 4 },
  ];
  expect(sum(parts)).toEqual({ passed: 3, failed: 3, skipped: 4 });
});

test('the line names what was skipped only when something was', () => {
  expect(summary({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
  expect(summary({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped');
});
