/** What `npm run bench -- engine` runs. */
export { runBench } from './bench.ts';
export { report } from './report.ts';
