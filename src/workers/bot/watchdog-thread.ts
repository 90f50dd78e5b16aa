/**
 * Thread of the watchdog. It reports the reason and ends the process even while the strategy blocks the main thread.
 */
import { readFileSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { failureLine } from '../../runtime/failure.ts';
import { createLogger } from '../../runtime/log.ts';
import { deleteOwn } from '../../runtime/own-folder.ts';
import { hasEnded } from '../../runtime/parent-watch.ts';
import { ACTIVITIES, ACTIVITY, BEATS, NOTHING, type WatchdogData } from './activity.ts';

const CHECK_INTERVAL_MS = 500;
/**
 * Processor time after which the main thread is asked for a sign of life, and time without an answer after which it
 * hangs.
 */
const [ASK_MS, HANG_MS] = [250, 3_000] as const;
/** Time without an answer after which a process ends whose parent has ended. */
const ORPHAN_MS = 1_500;
/** Time without an answer after which the parent is notified, in seconds. */
const SILENT_SECONDS_MIN = 2;
/** Unit of Linux' processor times in /proc. */
const TICK_MS = 10;
const BYTES_PER_MB = 1024 * 1024;
const STDOUT = 1;
const STDERR = 2;

const { shared, memoryBytesMax, parent, hasParent } = workerData as WatchdogData;
const log = createLogger('error', (line) => void writeSync(STDERR, line));
/** Moment of the last sign of life of the main thread, or of the question for the next one. */
let since = look();
let beats = beatsNow();
let isAsked = false;
/** Number of seconds without an answer that the parent knows. */
let silentSeconds = 0;

setInterval(() => {
  const now = look();
  if (isAsked && beats !== beatsNow()) [since, isAsked] = [now, false];
  announceSilence(isAsked ? Math.floor((now.ms - since.ms) / 1_000) : 0);
  const busyMs = shorterMs(since, now);
  if (isAsked && busyMs >= HANG_MS) end(hanging());
  const isOrphan = parent !== null && hasEnded(parent);
  if (isAsked && isOrphan && now.ms - since.ms >= ORPHAN_MS) end(orphaned());
  if (!isAsked && (isOrphan || busyMs >= ASK_MS)) ask(now);
  const rss = process.memoryUsage.rss();
  if (rss > memoryBytesMax) end(`it takes ${inMb(rss)} MB of memory, and may take ${inMb(memoryBytesMax)}`);
}, CHECK_INTERVAL_MS);

/** Clock and processor time of the main thread at one moment. */
interface Look {
  readonly ms: number;
  readonly busyMs: number;
}

function look(): Look {
  return { ms: performance.now(), busyMs: mainThreadMs() };
}

function beatsNow(): number {
  return Atomics.load(shared, BEATS);
}

function ask(now: Look): void {
  [since, beats, isAsked] = [now, beatsNow(), true];
  parentPort?.postMessage(null, []);
}

/**
 * Processor time between two moments, and at most the time that passed. The strategy's other threads can make it longer
 * where the system reports only the whole process.
 */
function shorterMs(from: Look, to: Look): number {
  return Math.min(to.busyMs - from.busyMs, to.ms - from.ms);
}

/** Processor time of the main thread or, where the system does not report that, of the whole process. */
function mainThreadMs(): number {
  if (process.platform === 'linux') {
    const stat = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8');
    const [user, system] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14);
    return (Number(user) + Number(system)) * TICK_MS;
  }
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Notifies the parent while the strategy does not return, and once more when it has returned. */
function announceSilence(secondsNow: number): void {
  const seconds = secondsNow < SILENT_SECONDS_MIN ? 0 : secondsNow;
  if (!hasParent || seconds === silentSeconds) return;
  try {
    writeSync(STDOUT, `${JSON.stringify({ event: 'silent', seconds, activity: activityNow() })}\n`);
    silentSeconds = seconds;
  } catch {
    // The output is full or closed, which must not end the watchdog. The next check tries again.
  }
}

function activityNow(): string {
  const activity = ACTIVITIES[Atomics.load(shared, ACTIVITY)];
  return activity === undefined || activity === NOTHING ? 'a callback of its own' : activity;
}

function hanging(): string {
  return `${activityNow()} has not come to its end for ${HANG_MS / 1_000} s: an endless loop?`;
}

function orphaned(): string {
  return `${activityNow()} has not come to its end, and the process that started the bot has ended`;
}

/** Reports the reason and ends the process, which must end even when its output is full or closed. */
function end(reason: string): void {
  try {
    log.error(reason);
    if (hasParent) writeSync(STDOUT, failureLine({ code: 'WATCHDOG', reason }));
    deleteOwn('strategy');
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}

function inMb(bytes: number): number {
  return Math.round(bytes / BYTES_PER_MB);
}
