/** The session's CSV files: what each is called, which events it holds, and how they become its text. */
import papaparse from 'papaparse';
import type { MarketEvent, PositionUpdate, Trade } from '../../contract/events.ts';

export interface CsvTable {
  readonly file: string;
  readonly type: MarketEvent['type'];
  /** Fields of the event, in order; the first is `seq`. */
  readonly columns: readonly string[];
}

const TRADE_COLUMNS = [
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

export const CSV_TABLES: readonly CsvTable[] = [
  { file: 'trades.csv', type: 'trade', columns: TRADE_COLUMNS },
  { file: 'performance.csv', type: 'position_update', columns: PERFORMANCE_COLUMNS },
];

export type CsvRow = readonly unknown[];

export function toRow({ columns }: CsvTable, event: MarketEvent): CsvRow {
  return columns.map((column) => event[column as keyof MarketEvent]);
}

/** Whole lines, each with its end. */
export function toText(rows: readonly CsvRow[]): string {
  return `${papaparse.unparse(rows as unknown[][])}\r\n`;
}
