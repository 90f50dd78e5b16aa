/** Reports the seconds of a run: few of a fast run, and of a slow one often enough that it does not count as hanging. */

/** Seconds of a run between two reports. */
const REPORT_SECONDS = 10;
/** Time of the machine after which the next second is reported in any case. */
const REPORT_MS = 1_000;

/** @param nowMs milliseconds of the machine's clock @returns a function for each second of the run, from 0 */
export function secondReports(
  report: (second: number) => void,
  nowMs: () => number,
): (second: number) => void {
  let lastMs = nowMs();
  return (second) => {
    const now = nowMs();
    if (second % REPORT_SECONDS !== 0 && now - lastMs < REPORT_MS) return;
    lastMs = now;
    report(second);
  };
}
