/** A snapshot of the engine's state on disk, with its position in the stream. write-snapshot.ts writes it. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Snapshot } from '../../engine/index.ts';
import { recordAt } from './records.ts';
import { snapshotPath } from './journal-folder.ts';
import { positionSchema, type StreamPosition } from './segment-header.ts';

const fileSchema = z.object({
  at: positionSchema,
  /** Hash of the state, as `hashState` makes it. */
  hash: z.string(),
  state: z.custom<Snapshot>((value) => typeof value === 'object' && value !== null),
});

export interface SnapshotFile {
  readonly at: StreamPosition;
  readonly hash: string;
  readonly state: Snapshot;
}

/** @returns null when there is no whole snapshot; an older one and more of the journal serve as well */
export function readSnapshot(session: string, segment: number): SnapshotFile | null {
  try {
    const bytes = readFileSync(snapshotPath(session, segment));
    const record = recordAt(bytes, 0);
    return record === null ? null : fileSchema.parse(JSON.parse(record.payload.toString('utf8')));
  } catch {
    return null;
  }
}
