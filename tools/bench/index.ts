/** What scripts/bench.mjs runs. */
export { runBench } from './bench.ts';
export { report } from './report.ts';
