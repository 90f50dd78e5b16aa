/** A snapshot of the engine's state on disk, with its position in the stream. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Snapshot } from '../../engine/index.ts';
import { recordAt, toRecord } from './records.ts';
import { journalFolder, positionSchema, snapshotPath, syncFolder, type StreamPosition } from './segment.ts';

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

/** The file appears whole or not at all. */
export function writeSnapshot(session: string, segment: number, file: SnapshotFile): void {
  const path = snapshotPath(session, segment);
  const unfinished = `${path}.unfinished`;
  try {
    writeSynced(unfinished, toRecord(JSON.stringify(file)));
    renameSync(unfinished, path);
    // The segments that the snapshot replaces may be deleted next.
    syncFolder(journalFolder(session));
  } finally {
    rmSync(unfinished, { force: true });
  }
}

function writeSynced(path: string, bytes: Buffer): void {
  const handle = openSync(path, 'w');
  try {
    writeFileSync(handle, bytes);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** @returns null when there is no whole snapshot; an older one and more of the journal serve as well */
export function readSnapshot(session: string, segment: number): SnapshotFile | null {
  try {
    const bytes = readFileSync(snapshotPath(session, segment));
    const record = recordAt(bytes, 0);
    return record === null ? null : fileSchema.parse(JSON.parse(record.payload));
  } catch {
    return null;
  }
}
