/** The names of a session's CSV files, which users read and other programs open. */
import type { EventType } from '../../contract/event-table.ts';

export const CSV_FILES = ['trades.csv', 'performance.csv'] as const;
export type CsvFileName = (typeof CSV_FILES)[number];
/** The events whose fields are the columns of a file, one row for each event. */
export const CSV_TYPES = {
  'trades.csv': 'trade',
  'performance.csv': 'position_update',
} as const satisfies Readonly<Record<CsvFileName, EventType>>;
export type CsvType = (typeof CSV_TYPES)[CsvFileName];

/** What `export-events` makes from the journal: the published events, or the rows of orders.csv or fills.csv. */
export const EXPORT_FORMATS = ['events', 'orders', 'fills'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export function isCsvType(type: EventType): type is CsvType {
  return Object.values<EventType>(CSV_TYPES).includes(type);
}
