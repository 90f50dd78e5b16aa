// npm run exchange and the other workers: node scripts/run.mjs start/worker exchange --orders-port 9101

import { runMain, stopWithNpm } from '../lib/command-line.ts';
import { runWorker } from './run-worker.ts';

stopWithNpm();
const [name = '', ...args] = process.argv.slice(2);
await runMain(() => runWorker(name, args));
