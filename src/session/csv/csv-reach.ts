/** Finds the last event that a session's CSV files cover. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { CSV_FILES, CSV_TYPES } from './csv-files.ts';
import { columnsOf } from './csv-tables.ts';
import { cutTail } from './csv-tail.ts';
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
    const { lastSeq } = cutTail(path, Number.MAX_SAFE_INTEGER);
    if (lastSeq >= at.seq) return true;
    return CSV_TYPES[file] === 'trade' && lastTrade(path, lastSeq) + 1 === state.nextTradeId;
  });
}

/** `seq` up to which performance.csv has all of its rows, because every checkpoint contains every position. */
export function positionsReach(session: string): number {
  const reaches = CSV_FILES.filter((file) => CSV_TYPES[file] === 'position_update').map(
    (file) => cutTail(join(session, file), Number.MAX_SAFE_INTEGER).lastSeq,
  );
  return Math.min(...reaches);
}

/** Number of the last trade in the file, whose rows are whole. 0: there is none. */
function lastTrade(path: string, lastSeq: number): number {
  if (lastSeq === 0) return 0;
  const row = tailOf(path).trimEnd().split('\r\n').at(-1) ?? '';
  return Number(row.split(',')[columnsOf('trade').indexOf('tradeId')]);
}

function tailOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, ROW_BYTES_MAX));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('latin1');
  } finally {
    closeSync(file);
  }
}
