/** The watchdog's thread. It reports why and ends the process even while the strategy blocks the main thread. */
import { readFileSync, writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { failureLine } from '../../runtime/failure.ts';
import { createLogger } from '../../runtime/log.ts';
import { ACTIVITIES, ACTIVITY, BEATS, NOTHING, type WatchdogData } from './activity.ts';

const CHECK_INTERVAL_MS = 250;
/** Processor time without a turn of the event loop. */
const HANG_MS = 3_000;
/** Of Linux' processor times. */
const TICK_MS = 10;
const BYTES_PER_MB = 1024 * 1024;
const STDOUT = 1;
const STDERR = 2;

const { shared, memoryBytesMax, hasParent } = workerData as WatchdogData;
const log = createLogger('error', (line) => void writeSync(STDERR, line));
let beats = -1;
/** The first look without a new beat; undefined: there was a beat since the last look. */
let silent: { readonly sinceMs: number; readonly busyMs: number } | undefined;

setInterval(() => {
  const isAlive = beats !== Atomics.load(shared, BEATS);
  beats = Atomics.load(shared, BEATS);
  if (isAlive) silent = undefined;
  else if (isHanging()) end(hanging());
  const rss = process.memoryUsage.rss();
  if (rss > memoryBytesMax) end(`it takes ${inMb(rss)} MB of memory, and may take ${inMb(memoryBytesMax)}`);
}, CHECK_INTERVAL_MS);

/** No thread uses more of the processor than time passes; the strategy's other threads may. */
function isHanging(): boolean {
  const [nowMs, busyMs] = [performance.now(), mainThreadMs()];
  silent ??= { sinceMs: nowMs, busyMs };
  return Math.min(busyMs - silent.busyMs, nowMs - silent.sinceMs) >= HANG_MS;
}

/** Processor time of the main thread; where the system does not say, of the whole process. */
function mainThreadMs(): number {
  if (process.platform === 'linux') {
    const stat = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8');
    const [user, system] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14);
    return (Number(user) + Number(system)) * TICK_MS;
  }
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

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
