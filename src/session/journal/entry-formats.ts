/** Entries of a record, in the format of its segment. Botpit 0.2.0 and older wrote lists in JSON, which is format 1. */
import { fromWritten, type CheckpointMade, type Entry, type WrittenEntry } from './entry.ts';
import { canBeRows, readFirstJson, readRows } from './entry-rows.ts';

export const [JSON_FORMAT, ROW_FORMAT] = [1, 2] as const;

/** @throws Error when the bytes are not in the format */
export function readEntries(format: number, payload: Buffer): readonly Entry[] {
  return format === JSON_FORMAT ? readList(payload).map(fromWritten) : readRows(payload);
}

const [LIST_BEGIN, LIST_END] = ['[', ']'].map((character) => character.charCodeAt(0));

/** A fast look at bytes that may be the entries of a record, in any format. False: they are none. */
export function canBeEntries(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start] === LIST_BEGIN) return bytes[end - 1] === LIST_END;
  return canBeRows(bytes, start, end);
}

/** Text that an entry of a checkpoint contains. The name of an order may contain it as well. */
const MARK = '"checkpoint"';

type CheckpointEntry = readonly [seq: number, time: number, what: CheckpointMade];

/** The first entry, if it is a checkpoint. @throws Error when the bytes are not in the format */
export function readFirstCheckpoint(format: number, payload: Buffer): CheckpointEntry | null {
  const first = format === JSON_FORMAT ? firstOfList(payload) : readFirstJson(payload);
  if (first === null) return null;
  const [seq, time, what] = first;
  return what.type === 'checkpoint' ? [seq, time, what] : null;
}

function firstOfList(payload: Buffer): Entry | null {
  if (!payload.includes(MARK)) return null;
  const [first] = readList(payload);
  return first === undefined ? null : fromWritten(first);
}

function readList(payload: Buffer): readonly WrittenEntry[] {
  return JSON.parse(payload.toString('utf8')) as readonly WrittenEntry[];
}
