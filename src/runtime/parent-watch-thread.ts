/** Thread of parent-watch.ts. */
import { workerData } from 'node:worker_threads';
import { hasEnded, type ParentWatchData } from './parent-watch.ts';

const LOOK_INTERVAL_MS = 500;
const { parent } = workerData as ParentWatchData;
let isOrphan = false;

setInterval(() => {
  if (isOrphan) process.kill(process.pid, 'SIGKILL');
  isOrphan = hasEnded(parent);
}, LOOK_INTERVAL_MS);
