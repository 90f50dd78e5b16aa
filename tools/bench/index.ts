/** The code of `npm run bench -- engine`. */
export { runBench } from './bench.ts';
export { report } from './report.ts';
