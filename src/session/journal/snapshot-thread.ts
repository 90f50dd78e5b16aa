/** The thread that makes snapshots while the exchange continues. It makes one at a time and answers each request. */
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
