/** Compares a CSV file byte by byte with the rows that it should contain, as the rows arrive. */
import { closeSync, openSync, readSync } from 'node:fs';
import { toRow, toText, type CsvRow, type CsvTable } from '../../session/csv/csv-tables.ts';
import type { MarketEvent } from '../../contract/events.ts';

const ROWS_AT_ONCE = 500;

export class CsvComparison {
  readonly table: CsvTable;
  readonly #path: string;
  readonly #file: number;
  #waiting: CsvRow[];
  #offset = 0;
  #rows = 0;
  #difference: string | null = null;

  /** @throws Error when the file cannot be opened */
  constructor(path: string, table: CsvTable) {
    this.table = table;
    this.#path = path;
    this.#file = openSync(path, 'r');
    this.#waiting = [table.columns];
  }

  expect(event: MarketEvent): void {
    this.#waiting.push(toRow(this.table, event));
    if (this.#waiting.length >= ROWS_AT_ONCE) this.#compare();
  }

  /** @returns the first difference in words, or null */
  end(): string | null {
    this.#compare();
    const beyond = Buffer.alloc(80);
    const length = readSync(this.#file, beyond, 0, beyond.length, this.#offset);
    closeSync(this.#file);
    if (this.#difference !== null || length === 0) return this.#difference;
    return `${this.#path} continues at byte ${this.#offset} after its last row: ${firstLine(beyond, length)}`;
  }

  #compare(): void {
    if (this.#difference !== null || this.#waiting.length === 0) return;
    const expected = Buffer.from(toText(this.#waiting));
    const found = Buffer.alloc(expected.length);
    const length = readSync(this.#file, found, 0, found.length, this.#offset);
    if (length < expected.length || !expected.equals(found)) {
      this.#difference = this.#describe(expected.toString(), found.toString('utf8', 0, length));
    }
    this.#offset += expected.length;
    this.#rows += this.#waiting.length;
    this.#waiting = [];
  }

  #describe(expected: string, found: string): string {
    const lines = found.split('\r\n');
    const wanted = expected.split('\r\n');
    const index = wanted.findIndex((line, at) => line !== lines[at]);
    const place = `${this.#path}, line ${this.#rows + index + 1}`;
    return `${place}: there is '${lines[index] ?? ''}' where the journal makes '${wanted[index] ?? ''}'`;
  }
}

function firstLine(bytes: Buffer, length: number): string {
  return `'${bytes.toString('utf8', 0, length).split('\r\n')[0]}'`;
}
