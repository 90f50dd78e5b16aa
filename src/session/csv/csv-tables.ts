/** The session's CSV files: their names, their events and their text. */
import papaparse from 'papaparse';
import type { MarketEvent, PositionUpdate, Trade } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { ascii } from '../events/json-text.ts';
import { CSV_FILES, type CsvFileName } from './csv-files.ts';
import type { JsonWriter } from '../events/json-writer.ts';

interface TableContent {
  readonly type: MarketEvent['type'];
  /** Fields of the event, in order; the first is `seq`. */
  readonly columns: readonly string[];
}

export const TRADE_COLUMNS = [
  'seq',
  'time',
  'symbol',
  'tradeId',
  'price',
  'quantity',
  'aggressor',
  'buyAccount',
  'sellAccount',
  'buyOrderId',
  'sellOrderId',
  'liquidation',
] as const satisfies readonly (keyof Trade)[];

const PERFORMANCE_COLUMNS = [
  'seq',
  'time',
  'account',
  'symbol',
  'quantity',
  'averageEntryPrice',
  'markPrice',
  'realizedPnl',
  'unrealizedPnl',
  'feesPaid',
  'balance',
  'equity',
  'initialMargin',
  'maintenanceMargin',
  'liquidationPrice',
  'bankruptcyPrice',
  'marginMode',
  'isolatedMargin',
] as const satisfies readonly (keyof PositionUpdate)[];

const CONTENTS = {
  'trades.csv': { type: 'trade', columns: TRADE_COLUMNS },
  'performance.csv': { type: 'position_update', columns: PERFORMANCE_COLUMNS },
} as const satisfies Readonly<Record<CsvFileName, TableContent>>;

export type CsvType = (typeof CONTENTS)[CsvFileName]['type'];

export interface CsvTable extends TableContent {
  readonly file: CsvFileName;
  readonly type: CsvType;
}

export const CSV_TABLES: readonly CsvTable[] = CSV_FILES.map((file) => ({ file, ...CONTENTS[file] }));
const CSV_TYPES: ReadonlySet<string> = new Set(CSV_TABLES.map(({ type }) => type));

/** With the columns of the rules that the instruments have. */
export function csvTablesOf(instruments: readonly Instrument[]): readonly CsvTable[] {
  if (instruments.every(({ fundingIntervalMs }) => fundingIntervalMs === undefined)) return CSV_TABLES;
  return CSV_TABLES.map((table) =>
    table.type === 'position_update' ? { ...table, columns: [...table.columns, 'fundingPaid'] } : table,
  );
}

export function isCsvType(type: MarketEvent['type']): type is CsvType {
  return CSV_TYPES.has(type);
}

/** The position of an event's JSON among other bytes. */
export interface EventSpan {
  readonly type: CsvType;
  readonly seq: number;
  readonly start: number;
  readonly end: number;
}

const [SEPARATOR, LINE_END] = [ascii(','), ascii('\r\n')];
const [COMMA, COLON, QUOTE, BRACE, SMALL_N] = [0x2c, 0x3a, 0x22, 0x7d, 0x6e] as const;

/**
 * The row of an event, taken from its JSON: the values after its type, in the order of the columns; null is empty. No
 * name or word in an event has a character that either format would escape.
 */
export function writeRow(csv: JsonWriter, json: Uint8Array, { start, end }: EventSpan): void {
  let at = json.indexOf(COMMA, start);
  while (at < end - 1) {
    while (json[at] !== COLON) at += 1;
    at += 1;
    const from = at;
    if (json[from] === QUOTE) {
      do at += 1;
      while (json[at] !== QUOTE);
      csv.copy(json, from + 1, at);
      at += 1;
    } else {
      while (json[at] !== COMMA && json[at] !== BRACE) at += 1;
      if (json[from] !== SMALL_N) csv.copy(json, from, at);
    }
    if (json[at] === COMMA) csv.raw(SEPARATOR);
  }
  csv.raw(LINE_END);
}

export type CsvRow = readonly unknown[];

export function toRow({ columns }: CsvTable, event: MarketEvent): CsvRow {
  return columns.map((column) => event[column as keyof MarketEvent]);
}

/** Whole lines, each with its end. */
export function toText(rows: readonly CsvRow[]): string {
  return `${papaparse.unparse(rows as unknown[][])}\r\n`;
}
