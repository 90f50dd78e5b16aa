/** The thread in which snapshots are made: the exchange continues meanwhile. It makes one after the other, and answers each. */
import { parentPort } from 'node:worker_threads';
import { deleteOld, makeSnapshots } from './make-snapshots.ts';
import type { SnapshotAnswer, SnapshotTask } from './snapshots.ts';

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.on('message', (task: SnapshotTask) => parentPort?.postMessage(carryOut(task)));

function carryOut({ session, segment, keepsJournal }: SnapshotTask): SnapshotAnswer {
  try {
    makeSnapshots(session, segment);
    if (!keepsJournal) deleteOld(session, segment);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
