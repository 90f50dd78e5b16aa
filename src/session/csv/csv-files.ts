/** Names of a session's CSV files, which users read and other programs open. */
import type { EventType } from '../../contract/event-table.ts';

export const CSV_FILES = ['trades.csv', 'performance.csv'] as const;
export type CsvFileName = (typeof CSV_FILES)[number];
/** Type of event of each file. The event's fields are the file's columns, and each event is a row. */
export const CSV_TYPES = {
  'trades.csv': 'trade',
  'performance.csv': 'position_update',
} as const satisfies Readonly<Record<CsvFileName, EventType>>;
export type CsvType = (typeof CSV_TYPES)[CsvFileName];

/**
 * Outputs that `export-events` makes from the journal: the published events, or the rows of orders.csv or fills.csv.
 */
export const EXPORT_FORMATS = ['events', 'orders', 'fills'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export function isCsvType(type: EventType): type is CsvType {
  return Object.values<EventType>(CSV_TYPES).includes(type);
}
