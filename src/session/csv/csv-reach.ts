/** Finds the last event that a session's CSV files cover. */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { CSV_FILES, CSV_TYPES } from './csv-files.ts';
import { columnsOf } from './csv-tables.ts';
import { findTail, type Tail } from './csv-tail.ts';
import type { ReplayedExchange } from '../journal/replayed-exchange.ts';

/** Longer than any row of trades.csv. */
const ROW_BYTES_MAX = 4_096;

/**
 * True when the files have all rows up to the exchange's position. In a market without takers the last trade may be
 * hours old, and its number shows whether another followed.
 * @param exchange the exchange in its state at that position
 */
export function hasAllRows(session: string, { at, state }: ReplayedExchange): boolean {
  return CSV_FILES.every((file) => {
    const path = join(session, file);
    const tail = findTail(path);
    if (tail.lastSeq >= at.seq) return true;
    return CSV_TYPES[file] === 'trade' && lastTrade(path, tail) + 1 === state.nextTradeId;
  });
}

/** `seq` up to which performance.csv has all of its rows, because every checkpoint contains every position. */
export function positionsReach(session: string): number {
  const reaches = CSV_FILES.filter((file) => CSV_TYPES[file] === 'position_update').map(
    (file) => findTail(join(session, file)).lastSeq,
  );
  return Math.min(...reaches);
}

/** Number of the last trade in the file. 0: there is none. */
function lastTrade(path: string, { lastSeq, size }: Tail): number {
  if (lastSeq === 0) return 0;
  const row = textBefore(path, size).trimEnd().split('\r\n').at(-1) ?? '';
  return Number(row.split(',')[columnsOf('trade').indexOf('tradeId')]);
}

/** The text before this byte, as long as a row. */
function textBefore(path: string, end: number): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(end, ROW_BYTES_MAX));
    readSync(file, bytes, 0, bytes.length, end - bytes.length);
    return bytes.toString('latin1');
  } finally {
    closeSync(file);
  }
}
