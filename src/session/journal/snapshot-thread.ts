/**
 * The thread that makes snapshots while the exchange continues. It makes one at a time and answers each request. The
 * parts of a copied state (state-copy.ts) arrive before the request for its snapshot.
 *
 * For playback the thread replays the closed segments of a session instead. It loads the code for that, and the one that
 * checks what is read, only when it needs it.
 */
import { parentPort } from 'node:worker_threads';
import { yieldProcessor } from '../../runtime/thread-priority.ts';
import { CopiedState } from './copied-state.ts';
import type { SnapshotAnswer, SnapshotMessage, SnapshotRequest } from './snapshots.ts';
import { deleteOld } from './delete-old.ts';
import { writeSnapshot } from './write-snapshot.ts';

yieldProcessor();
let copied = new CopiedState();
parentPort?.on('message', (message: SnapshotMessage) => {
  if ('part' in message) return copied.add(message.part);
  void answer(message);
});

async function answer(request: SnapshotRequest): Promise<void> {
  const outcome = await carryOut(request);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(outcome);
}

async function carryOut({ session, segment, at, keepsJournal }: SnapshotRequest): Promise<SnapshotAnswer> {
  try {
    const bytes =
      at === null
        ? (await import('./make-snapshots.ts')).makeSnapshots(session, segment)
        : writeSnapshot(session, segment, at, copied.json());
    if (!keepsJournal) deleteOld(session, segment);
    return { bytes };
  } catch (error) {
    return { error: (error as Error).message };
  } finally {
    copied = new CopiedState();
  }
}
