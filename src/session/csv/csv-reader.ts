/** Reads a CSV file of a session from its beginning, and then everything that is appended to it. */
import { open, type FileHandle } from 'node:fs/promises';
import type { CsvFileName } from './csv-files.ts';
import { join } from 'node:path';

const CHUNK_BYTES = 1024 * 1024;
const LINE_END = '\r\n';

/** Values of the requested columns, in the requested order. */
type CsvValues = readonly string[];

export class CsvReader {
  readonly #path: string;
  readonly #columns: readonly string[];
  #offset = 0;
  /** Indices of the columns in a row. Null: the header has not been read. */
  #places: readonly number[] | null = null;
  #rest = '';

  constructor(session: string, file: CsvFileName, columns: readonly string[]) {
    this.#path = join(session, file);
    this.#columns = columns;
  }

  /**
   * Reads each whole row that has not been read yet. A missing file has none.
   * @param onRow returns false to stop before a row, which the next call reads again
   */
  async read(onRow: (values: CsvValues) => boolean | void): Promise<void> {
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

  async #readOn(file: FileHandle, onRow: (values: CsvValues) => boolean | void): Promise<void> {
    const { size } = await file.stat();
    // A recovery has cut the file off and writes the same rows again.
    if (size < this.#offset) [this.#offset, this.#rest, this.#places] = [0, '', null];
    const chunk = Buffer.alloc(CHUNK_BYTES);
    while (this.#takeLines(onRow)) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, this.#offset);
      if (bytesRead === 0) return;
      this.#offset += bytesRead;
      this.#rest += chunk.toString('latin1', 0, bytesRead);
    }
  }

  /** @returns false when it stopped before a row */
  #takeLines(onRow: (values: CsvValues) => boolean | void): boolean {
    const text = this.#rest;
    let from = 0;
    let isStopped = false;
    for (let end = text.indexOf(LINE_END); end !== -1 && !isStopped; end = text.indexOf(LINE_END, from)) {
      isStopped = !this.#line(text.slice(from, end), onRow);
      if (!isStopped) from = end + LINE_END.length;
    }
    this.#rest = text.slice(from);
    return !isStopped;
  }

  #line(line: string, onRow: (values: CsvValues) => boolean | void): boolean {
    const values = line.split(',');
    if (this.#places !== null) return onRow(this.#places.map((place) => values[place] ?? '')) !== false;
    this.#places = this.#columns.map((column) => values.indexOf(column));
    return true;
  }
}
