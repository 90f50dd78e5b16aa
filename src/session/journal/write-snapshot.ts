/**
 * Writes snapshot files (snapshot-file.ts). It is a file of its own because the thread that writes them in a running
 * exchange loads it: the code that checks what is read would take a third of the thread's memory.
 */
import { constants } from 'node:buffer';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { StateHash } from '../../engine/index.ts';
import { finishRecord, startRecord } from './records.ts';
import { journalFolder, snapshotPath, syncFolder, unfinishedPath } from './journal-folder.ts';
import type { StreamPosition } from './segment-header.ts';

/** Longest JSON of a snapshot. `readSnapshot` makes one string of it. */
const BYTES_MAX = constants.MAX_STRING_LENGTH;

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
