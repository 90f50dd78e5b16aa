/** The thread that makes snapshots while the exchange continues. It makes one at a time and answers each request. */
import { parentPort } from 'node:worker_threads';
import { yieldProcessor } from '../../runtime/thread-priority.ts';
import { deleteOld, makeSnapshots, writeCopy } from './make-snapshots.ts';
import type { SnapshotAnswer, SnapshotTask } from './snapshots.ts';

yieldProcessor();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.on('message', (task: SnapshotTask) => parentPort?.postMessage(carryOut(task)));

function carryOut({ session, segment, copy, keepsJournal }: SnapshotTask): SnapshotAnswer {
  try {
    if (copy === null) makeSnapshots(session, segment);
    else writeCopy(session, segment, copy);
    if (!keepsJournal) deleteOld(session, segment);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
