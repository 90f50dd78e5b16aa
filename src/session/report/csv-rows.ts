/** Reads the rows of a session's CSV file by the names in its header. The exchange may append to the file meanwhile. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

export interface CsvReading {
  readonly signal: AbortSignal;
  /** Called with the number of bytes of each chunk. */
  readonly onBytes: (bytes: number) => void;
}

/** Value of a column. Undefined: this file has no such column, or the row has no value. */
export type CsvRecord = (column: string) => string | undefined;

/** Reads each row. No name in a session's CSV file needs quotes. The last line counts only if it is complete. */
export async function eachRow(
  path: string,
  { signal, onBytes }: CsvReading,
  use: (record: CsvRecord) => void,
): Promise<void> {
  const { size } = await stat(path);
  if (size === 0) return;
  let rest = '';
  let columns: ReadonlyMap<string, number> | null = null;
  for await (const chunk of createReadStream(path, { encoding: 'utf8', end: size - 1 })) {
    signal.throwIfAborted();
    onBytes((chunk as string).length);
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const cells = line.replace(/\r$/, '').split(',');
      if (columns === null) columns = new Map(cells.map((name, index) => [name, index]));
      else use(recordOf(cells, columns));
    }
  }
}

function recordOf(cells: readonly string[], columns: ReadonlyMap<string, number>): CsvRecord {
  return (column) => {
    const cell = cells[columns.get(column) ?? -1];
    return cell === '' ? undefined : cell;
  };
}
