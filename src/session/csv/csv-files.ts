/** The names of a session's CSV files, which users read and other programs open. */
export const CSV_FILES = ['trades.csv', 'performance.csv'] as const;
/** What `export-events` makes from the journal: the published events, or the rows of orders.csv or fills.csv. */
export const EXPORT_FORMATS = ['events', 'orders', 'fills'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
export type CsvFileName = (typeof CSV_FILES)[number];
