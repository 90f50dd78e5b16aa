/** A snapshot of the engine's state on disk, with its position in the stream. */
import { constants } from 'node:buffer';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { z } from 'zod';
import { StateHash, type Snapshot } from '../../engine/index.ts';
import { finishRecord, recordAt, startRecord } from './records.ts';
import { journalFolder, snapshotPath, syncFolder, unfinishedPath } from './journal-folder.ts';
import { positionSchema, type StreamPosition } from './segment.ts';

/** Longest JSON of a snapshot. `readSnapshot` makes one string of it. */
const BYTES_MAX = constants.MAX_STRING_LENGTH;

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

/**
 * Writes the file, which appears whole or not at all.
 *
 * @param at position of the state in the stream
 * @param state pieces of the JSON of the state's snapshot
 * @returns length of that JSON in bytes
 * @throws Error when it would be so long that nobody could read it
 */
export function writeSnapshot(
  session: string,
  segment: number,
  at: StreamPosition,
  state: Iterable<string>,
  bytesMax = BYTES_MAX,
): number {
  const path = snapshotPath(session, segment);
  const unfinished = unfinishedPath(session, segment);
  try {
    const bytes = writeSynced(unfinished, at, state, bytesMax);
    renameSync(unfinished, path);
    // The segments that the snapshot replaces may be deleted next.
    syncFolder(journalFolder(session));
    return bytes;
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/** The hash stands before the state, but is known only afterwards. */
function writeSynced(path: string, at: StreamPosition, state: Iterable<string>, bytesMax: number): number {
  const handle = openSync(path, 'w+');
  const hash = new StateHash();
  const before = `{"at":${JSON.stringify(at)},"hash":"`;
  let bytes = 0;
  const write = (text: string): void => {
    const encoded = Buffer.from(text);
    bytes += encoded.length;
    if (bytes > bytesMax) throw new Error(`the snapshot would be longer than ${bytesMax} bytes`);
    writeFileSync(handle, encoded);
  };
  try {
    const start = startRecord(handle);
    write(`${before}${hash.digits}","state":`);
    for (const piece of state) {
      hash.add(piece);
      write(piece);
    }
    write('}');
    writeSync(handle, hash.digits, start + before.length);
    finishRecord(handle);
    fsyncSync(handle);
    return bytes;
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
