/** The names of a session's CSV files, which users read and other programs open. */
export const CSV_FILES = ['trades.csv', 'performance.csv'] as const;
export type CsvFileName = (typeof CSV_FILES)[number];
