/** The tables of a session's CSV files: their columns, and the text of their rows. */
import papaparse from 'papaparse';
import { FEATURES, fieldsOf, type Unit } from '../../contract/event-table.ts';
import type { MarketEvent } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { featuresOfSession, type Features } from '../events/features.ts';
import { CSV_FILES, CSV_TYPES, type CsvFileName, type CsvType } from './csv-files.ts';

export interface CsvTable {
  readonly file: CsvFileName;
  readonly type: CsvType;
  /** Fields of the event, in order. The first one is `seq`. */
  readonly columns: readonly string[];
}

/** @param rulesVersion version of the session's rules; undefined: 1, because an old header has none */
export function csvTablesOf(
  instruments: readonly Instrument[],
  rulesVersion: number | undefined,
): readonly CsvTable[] {
  const features = featuresOfSession(instruments, rulesVersion);
  return CSV_FILES.map((file) => {
    const type = CSV_TYPES[file];
    return { file, type, columns: columnsOf(type, features) };
  });
}

/** @param features features of the session; default: all */
export function columnsOf(type: CsvType, features: Features = FEATURES): readonly string[] {
  return ['seq', 'time', ...fieldsOf(type, features).map(([name]) => name)];
}

const asText = (cell: string) => cell;
/** Converts a cell to the value of its unit. */
const VALUES: Readonly<Record<Unit, (cell: string) => unknown>> = {
  symbol: asText,
  account: asText,
  word: asText,
  price: Number,
  quantity: Number,
  money: Number,
  rate: Number,
  double: Number,
  integer: Number,
  flag: (cell) => cell === 'true',
  levels: JSON.parse,
  orders: JSON.parse,
  json: JSON.parse,
};

export type CsvRow = readonly unknown[];

export function toRow({ columns }: CsvTable, event: MarketEvent): CsvRow {
  return columns.map((column) => event[column as keyof MarketEvent]);
}

/** Whole lines, each with its line end. @param quoted texts that get an apostrophe in front */
export function toText(rows: readonly CsvRow[], quoted: RegExp | false = false): string {
  return `${papaparse.unparse(rows as unknown[][], { escapeFormulae: quoted })}\r\n`;
}

/**
 * One whole line, as `toText` makes it, in a fraction of its time. No name or word in an event has a character that
 * needs escaping.
 */
export function rowText({ columns }: CsvTable, event: MarketEvent): string {
  let text = '';
  for (const column of columns) {
    const value = event[column as keyof MarketEvent];
    text += text === '' ? value : `,${value ?? ''}`;
  }
  return `${text}\r\n`;
}

/** The event of a row. @param cells values of all columns; empty: null, or not a column of this session */
export function eventOfRow<Type extends CsvType>(type: Type, [seq, time, ...cells]: readonly string[]) {
  const event: Record<string, unknown> = { type, seq: Number(seq), time: Number(time) };
  for (const [index, [name, { unit, empty }]] of fieldsOf(type, FEATURES).entries()) {
    const cell = cells[index] ?? '';
    if (cell !== '') event[name] = VALUES[unit](cell);
    else if (empty === 'null') event[name] = null;
  }
  return event as unknown as Extract<MarketEvent, { readonly type: Type }>;
}
