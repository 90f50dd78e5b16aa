/** Lines of an export, and the interface of their sources. */
import { toText, type CsvRow } from '../../session/csv/csv-tables.ts';
import type { ReplayedEntry } from '../../session/journal/replay.ts';
import type { ReplayedExchange } from '../../session/journal/replayed-exchange.ts';

/** Whole lines, each with its line feed. */
export interface Lines {
  readonly text: string;
  readonly count: number;
}

/** Makes lines from the replayed commands, in order. */
export interface Rows {
  /** Header of the file. Undefined: it has none. */
  readonly columns?: readonly string[];
  /** @param exchange the exchange in its state after the entry */
  take(step: ReplayedEntry, exchange: ReplayedExchange): Lines;
  /** The lines that are still waiting. */
  end(): Lines;
}

/**
 * A spreadsheet runs a text with such a beginning as a formula, and clients choose their client order ids. The library's
 * own expression misses texts with a line feed.
 */
const FORMULA = /^[=+\-@\t\r]/;

export const NO_LINES: Lines = { text: '', count: 0 };

export function csvLines(rows: readonly CsvRow[]): Lines {
  return rows.length === 0 ? NO_LINES : { text: toText(rows, FORMULA), count: rows.length };
}
