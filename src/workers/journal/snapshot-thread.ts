/** The thread in which snapshots are made: the exchange goes on beside it. */
import { workerData } from 'node:worker_threads';
import { deleteOld, makeSnapshots } from './make-snapshots.ts';
import type { SnapshotTask } from './snapshots.ts';

const { session, segment, keepsJournal } = workerData as SnapshotTask;
makeSnapshots(session, segment);
if (!keepsJournal) deleteOld(session, segment);
