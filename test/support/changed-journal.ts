/** A well-formed journal that another exchange could have written. */
import { readEntries, ROW_FORMAT } from '../../src/session/journal/entry-formats.ts';
import { writeRow } from '../../src/session/journal/entry-rows.ts';
import type { Entry } from '../../src/session/journal/entry.ts';
import { GrowingRecord, recordAt } from '../../src/session/journal/records.ts';

type What = Entry[2];

/** The segment with another first command of those that `change` accepts. @param change undefined: not this one */
export function withOther(segment: Buffer, change: (what: What) => What | undefined): Buffer {
  const header = recordAt(segment, 0);
  if (header === null) throw new Error('the segment has no header');
  const records = [segment.subarray(0, header.end)];
  let isDone = false;
  for (let at = header.end; at < segment.length;) {
    const record = recordAt(segment, at);
    if (record === null) break;
    const rows = new GrowingRecord();
    for (const [seq, time, what] of readEntries(ROW_FORMAT, record.payload)) {
      const changed: What | undefined = isDone ? undefined : change(what);
      isDone ||= changed !== undefined;
      writeRow(rows.payload, seq, time, changed ?? what);
    }
    records.push(rows.finish());
    at = record.end;
  }
  if (!isDone) throw new Error('the segment has no such command');
  return Buffer.concat(records);
}
