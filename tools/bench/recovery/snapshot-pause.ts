/** Measures pauses of the exchange's event loop while another thread makes a snapshot. */
import { once } from 'node:events';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { snapshotPath } from '../../../src/session/journal/journal-folder.ts';
import type { SnapshotAnswer, SnapshotRequest } from '../../../src/session/journal/snapshots.ts';
import { builtScript } from '../../lib/built-script.ts';

const TICK_MS = 1;
const NANOS_PER_MS = 1_000_000;

/** Largest delay of a one-millisecond timer, in milliseconds. */
interface Pause {
  readonly late: number;
  /** The delay without the time in which other processes ran instead. */
  readonly own: number;
}

export interface SnapshotPause {
  readonly before: Pause;
  readonly meanwhile: Pause;
  /** Time of the snapshot, in milliseconds. */
  readonly ms: number;
}

/** Makes the newest snapshot again, in a copy. @param segment segment after the snapshot */
export async function snapshotPause(built: string, folder: string, segment: number): Promise<SnapshotPause> {
  const copy = `${folder}-copy`;
  cpSync(folder, copy, { recursive: true });
  rmSync(snapshotPath(copy, segment));
  const script = pathToFileURL(builtScript(built, 'exchange-snapshots'));
  const make = () => makeSnapshot(script, { session: copy, segment, at: null, keepsJournal: true });
  const startMs = performance.now();
  const meanwhile = await longestPause(make);
  const ms = performance.now() - startMs;
  rmSync(copy, { recursive: true });
  const before = await longestPause(() => sleep(ms));
  return { before, meanwhile, ms };
}

async function makeSnapshot(script: URL, request: SnapshotRequest): Promise<void> {
  const thread = new Worker(script);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  thread.postMessage(request);
  const [answer] = (await once(thread, 'message')) as [SnapshotAnswer];
  await thread.terminate();
  if ('error' in answer) throw new Error(answer.error);
}

/** @param work task whose synchronous first part counts as well */
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

/** Time for which this thread was ready and waited for a processor, on Linux only. */
export function waitedMs(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / NANOS_PER_MS;
  } catch {
    return 0;
  }
}
