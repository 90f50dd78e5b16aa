/** Reads a CSV file of a session from its beginning and then whatever is appended to it. */
import { open, type FileHandle } from 'node:fs/promises';
import type { CsvFileName } from './csv-files.ts';
import { join } from 'node:path';

const CHUNK_BYTES = 1024 * 1024;
const LINE_END = '\r\n';

/** The values of the asked columns, in the order in which they were asked for. */
export type CsvValues = readonly string[];

export class CsvReader {
  readonly #path: string;
  readonly #columns: readonly string[];
  #offset = 0;
  /** Of the columns in a row; null: the header has not been read. */
  #places: readonly number[] | null = null;
  #rest = '';

  constructor(session: string, file: CsvFileName, columns: readonly string[]) {
    this.#path = join(session, file);
    this.#columns = columns;
  }

  /** Each whole row that has not been read yet. A file that is missing has none. */
  async read(onRow: (values: CsvValues) => void): Promise<void> {
    const file = await open(this.#path, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    try {
      if (file !== null) await this.#readOn(file, onRow);
    } finally {
      await file?.close();
    }
  }

  async #readOn(file: FileHandle, onRow: (values: CsvValues) => void): Promise<void> {
    const { size } = await file.stat();
    // A recovery has cut it off and writes the same rows again.
    if (size < this.#offset) [this.#offset, this.#rest, this.#places] = [0, '', null];
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, this.#offset);
      if (bytesRead === 0) return;
      this.#offset += bytesRead;
      const lines = (this.#rest + chunk.toString('latin1', 0, bytesRead)).split(LINE_END);
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#line(line, onRow);
    }
  }

  #line(line: string, onRow: (values: CsvValues) => void): void {
    const values = line.split(',');
    if (this.#places === null) this.#places = this.#columns.map((column) => values.indexOf(column));
    else onRow(this.#places.map((place) => values[place] ?? ''));
  }
}
