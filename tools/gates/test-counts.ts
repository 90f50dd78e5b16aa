// The numbers of passed, failed and skipped checks, and their line.

export type Counts = { passed: number; failed: number; skipped: number };

export const ONE_PASSED = Object.freeze({ passed: 1, failed: 0, skipped: 0 });
export const ONE_FAILED = Object.freeze({ passed: 0, failed: 1, skipped: 0 });
export const ONE_SKIPPED = Object.freeze({ passed: 0, failed: 0, skipped: 1 });

export function sum(parts: Counts[]): Counts {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of parts) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

export function summary({ passed, failed, skipped }: Counts) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * Counts of a run of Vitest. A file that did not load counts as one failure, and so does a run that failed apart from
 * its tests: an unhandled rejection, an invalid configuration, or no test at all.
 * @param report report of the json reporter; undefined: it wrote none
 */
export function vitestCounts(report: VitestReport | undefined, exitCode: number): Counts {
  if (report === undefined) return ONE_FAILED;
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && !hasFailedTest(file),
  ).length;
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  return exitCode !== 0 && counts.failed === 0 ? sum([counts, ONE_FAILED]) : counts;
}

function hasFailedTest(file: VitestReport['testResults'][number]) {
  return file.assertionResults.some((result) => result.status === 'failed');
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}
