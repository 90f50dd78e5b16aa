/** The watchdog's thread. It reports why and ends the process even while the strategy blocks the main thread. */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { failureLine } from '../../runtime/failure.ts';
import { createLogger } from '../../runtime/log.ts';
import { ACTIVITIES, ACTIVITY, BEATS, NOTHING, type WatchdogData } from './activity.ts';

const CHECK_INTERVAL_MS = 100;
/** Processor time without a turn of the event loop. */
const HANG_MS = 3_000;
const BYTES_PER_MB = 1024 * 1024;
const STDOUT = 1;
const STDERR = 2;

const { shared, memoryBytesMax, hasParent } = workerData as WatchdogData;
const log = createLogger('error', (line) => void writeSync(STDERR, line));
let beats = -1;
let busySinceMicros = 0;

setInterval(() => {
  const { user, system } = process.cpuUsage();
  if (beats !== Atomics.load(shared, BEATS)) {
    beats = Atomics.load(shared, BEATS);
    busySinceMicros = user + system;
  }
  if ((user + system - busySinceMicros) / 1_000 >= HANG_MS) end(hanging());
  const { rss } = process.memoryUsage();
  if (rss > memoryBytesMax) end(`it takes ${inMb(rss)} MB of memory, and may take ${inMb(memoryBytesMax)}`);
}, CHECK_INTERVAL_MS);

function hanging(): string {
  const activity = ACTIVITIES[Atomics.load(shared, ACTIVITY)];
  const what = activity === undefined || activity === NOTHING ? 'a callback of its own' : activity;
  return `${what} has not come to its end for ${HANG_MS / 1_000} s: an endless loop?`;
}

function end(reason: string): void {
  log.error(reason);
  if (hasParent) writeSync(STDOUT, failureLine({ code: 'WATCHDOG', reason }));
  process.kill(process.pid, 'SIGKILL');
}

function inMb(bytes: number): number {
  return Math.round(bytes / BYTES_PER_MB);
}
