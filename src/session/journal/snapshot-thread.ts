/**
 * The thread that makes snapshots while the exchange continues. It makes one at a time and answers each request. The
 * parts of a copied state arrive before the request for its snapshot.
 */
import { parentPort } from 'node:worker_threads';
import { yieldProcessor } from '../../runtime/thread-priority.ts';
import { deleteOld, makeSnapshots, writeCopy } from './make-snapshots.ts';
import type { SnapshotAnswer, SnapshotMessage, SnapshotRequest } from './snapshots.ts';
import { assemble, type CopyPart } from './state-copy.ts';

yieldProcessor();
let parts: CopyPart[] = [];
parentPort?.on('message', (message: SnapshotMessage) => {
  if ('part' in message) return void parts.push(message.part);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(carryOut(message));
});

function carryOut({ session, segment, isCopied, keepsJournal }: SnapshotRequest): SnapshotAnswer {
  try {
    if (isCopied) writeCopy(session, segment, assemble(parts));
    else makeSnapshots(session, segment);
    if (!keepsJournal) deleteOld(session, segment);
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    parts = [];
  }
}
