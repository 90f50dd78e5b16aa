/** Whether the exchange's event loop is held up while a thread beside it makes a snapshot. */
import { once } from 'node:events';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { snapshotPath } from '../../../src/session/journal/segment.ts';
import type { SnapshotAnswer, SnapshotTask } from '../../../src/session/journal/snapshots.ts';

const TICK_MS = 1;
const NANOS_PER_MS = 1_000_000;

/** How late a timer of a millisecond was at worst, in milliseconds. */
interface Pause {
  readonly late: number;
  /** Without the time in which the thread could have run and other processes did. */
  readonly own: number;
}

export interface SnapshotPause {
  readonly before: Pause;
  readonly meanwhile: Pause;
  /** What the snapshot took, in milliseconds. */
  readonly ms: number;
}

/** The newest snapshot is made anew, of a copy. @param segment with which it begins */
export async function snapshotPause(built: string, folder: string, segment: number): Promise<SnapshotPause> {
  const copy = `${folder}-copy`;
  cpSync(folder, copy, { recursive: true });
  rmSync(snapshotPath(copy, segment));
  const script = new URL(`file://${join(built, 'exchange-snapshots.js')}`);
  const make = () => makeSnapshot(script, { session: copy, segment, keepsJournal: true });
  const startMs = performance.now();
  const meanwhile = await longestPause(make);
  const ms = performance.now() - startMs;
  rmSync(copy, { recursive: true });
  const before = await longestPause(() => sleep(ms));
  return { before, meanwhile, ms };
}

async function makeSnapshot(script: URL, task: SnapshotTask): Promise<void> {
  const thread = new Worker(script);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  thread.postMessage(task);
  const [answer] = (await once(thread, 'message')) as [SnapshotAnswer];
  await thread.terminate();
  if (answer !== null) throw new Error(answer);
}

/** @param work its first part, which is done at once, counts as well */
async function longestPause(work: () => Promise<unknown>): Promise<Pause> {
  const state = { isOver: false };
  let longest: Pause = { late: 0, own: 0 };
  let [last, waited] = [performance.now(), waitedMs()];
  void work().finally(() => (state.isOver = true));
  while (!state.isOver) {
    await sleep(TICK_MS);
    const [now, nowWaited] = [performance.now(), waitedMs()];
    const late = now - last - TICK_MS;
    const own = late - (nowWaited - waited);
    longest = { late: Math.max(longest.late, late), own: Math.max(longest.own, own) };
    [last, waited] = [now, nowWaited];
  }
  return longest;
}

/** For how long this thread has been ready to run and did not, for want of a processor. Linux alone says so. */
function waitedMs(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / NANOS_PER_MS;
  } catch {
    return 0;
  }
}
