/** The lines of an export, and the interface of what makes them. */
import { toText, type CsvRow } from '../../session/csv/csv-tables.ts';
import type { ReplayedEntry } from '../../session/journal/replay.ts';
import type { ReplayedExchange } from '../../session/journal/replayed-exchange.ts';

/** Whole lines, each with its end. */
export interface Lines {
  readonly text: string;
  readonly count: number;
}

/** Makes the lines from the replayed commands, in their order. */
export interface Rows {
  /** Undefined: the file has no head. */
  readonly columns?: readonly string[];
  /** @param exchange in its state after the entry */
  take(step: ReplayedEntry, exchange: ReplayedExchange): Lines;
  /** The lines that were still waiting. */
  end(): Lines;
}

export const NO_LINES: Lines = { text: '', count: 0 };

export function csvLines(rows: readonly CsvRow[]): Lines {
  return rows.length === 0 ? NO_LINES : { text: toText(rows), count: rows.length };
}
