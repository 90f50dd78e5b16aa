/**
 * The thread that makes snapshots while the exchange continues. It makes one at a time and answers each request. The
 * parts of a copied state arrive before the request for its snapshot.
 *
 * If the state is not too large, the exchange copies it (state-copy.ts), and the thread hashes and writes the copy. For
 * a larger state, the thread replays the closed segments, so that the exchange does not pause. It loads the code for
 * that, 7 MB of memory, only when it needs it.
 */
import { parentPort } from 'node:worker_threads';
import { yieldProcessor } from '../../runtime/thread-priority.ts';
import type { SnapshotAnswer, SnapshotMessage, SnapshotRequest } from './snapshots.ts';
import { assemble, type CopyPart } from './state-copy.ts';
import { deleteOld, writeCopy } from './write-copy.ts';

yieldProcessor();
let parts: CopyPart[] = [];
parentPort?.on('message', (message: SnapshotMessage) => {
  if ('part' in message) return void parts.push(message.part);
  void answer(message);
});

async function answer(request: SnapshotRequest): Promise<void> {
  const outcome = await carryOut(request);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(outcome);
}

async function carryOut({
  session,
  segment,
  isCopied,
  keepsJournal,
}: SnapshotRequest): Promise<SnapshotAnswer> {
  try {
    if (isCopied) writeCopy(session, segment, assemble(parts));
    else (await import('./make-snapshots.ts')).makeSnapshots(session, segment);
    if (!keepsJournal) deleteOld(session, segment);
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    parts = [];
  }
}
