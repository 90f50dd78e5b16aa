/**
 * The session's CSV files while they are written. Rows wait in memory and are appended every 500 ms and at the end, in
 * the background. What cannot be written waits for the next try; the exchange never stops for it.
 *
 * With a journal, every row is there exactly once: what a crash tore is cut off, and what it lost is made anew.
 */
import { open, mkdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { MarketEvent } from '../../contract/events.ts';
import type { Logger } from '../log.ts';
import { CSV_TABLES, toRow, toText, type CsvRow, type CsvTable } from './csv-tables.ts';
import { cutTail } from './csv-tail.ts';

const FLUSH_INTERVAL_MS = 500;
/** Rows written in one go: while they become text, nothing else happens. */
const ROWS_AT_ONCE = 250;
/** Rows that may wait for one file. When it cannot be written for long, later ones are not kept. */
const WAITING_ROWS_MAX = 500_000;

export class CsvSink {
  readonly #folder: string;
  readonly #log: Logger;
  readonly #files: readonly CsvFile[];
  readonly #timer: NodeJS.Timeout;
  #flushing: Promise<void> | null = null;

  constructor(folder: string, log: Logger) {
    this.#folder = folder;
    this.#log = log;
    this.#files = CSV_TABLES.map((table) => new CsvFile(join(folder, table.file), table));
    this.#timer = setInterval(() => void this.flush(), FLUSH_INTERVAL_MS);
  }

  /** One sentence for each file that cannot be written now. */
  get warnings(): readonly string[] {
    return this.#files.flatMap(({ warning }) => warning ?? []);
  }

  /** Rows that wait. */
  get waiting(): number {
    return Math.max(...this.#files.map(({ waiting }) => waiting));
  }

  /**
   * Go on with files that are there: torn rows and those beyond `seqMax` are cut off, those that are there already will
   * not be written again.
   * @returns `seq` up to which all files have their rows
   */
  resume(seqMax: number): number {
    return Math.min(...this.#files.map((file) => file.resume(seqMax, this.#log)));
  }

  write(events: readonly MarketEvent[]): void {
    for (const event of events) {
      for (const file of this.#files) if (file.table.type === event.type) file.push(event);
    }
  }

  /** Append all that waits. Never rejects: what went wrong is in `warnings` and in the log. */
  async flush(): Promise<void> {
    await this.#flushing;
    this.#flushing ??= this.#flushFiles().finally(() => (this.#flushing = null));
    await this.#flushing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
    await Promise.all(this.#files.map((file) => file.close()));
  }

  async #flushFiles(): Promise<void> {
    const before = this.warnings;
    await Promise.all(this.#files.map((file) => file.flush(this.#folder)));
    for (const warning of this.warnings) if (!before.includes(warning)) this.#log.error(warning);
    if (before.length > 0 && this.warnings.length === 0) this.#log.info('CSV files can be written again');
  }
}

/** One append-only file. Its header is written once, when the file is empty. */
class CsvFile {
  readonly table: CsvTable;
  readonly #path: string;
  #rows: CsvRow[] = [];
  /** Rows up to this one are in the file. */
  #lastSeq = 0;
  /** The first that found no room. The file ends before it, so that a restart can make the rest from the journal. */
  #lostFrom: number | null = null;
  #file: FileHandle | null = null;
  /** Bytes of whole rows in the file. */
  #size = 0;
  warning: string | undefined;

  constructor(path: string, table: CsvTable) {
    this.#path = path;
    this.table = table;
  }

  get waiting(): number {
    return this.#rows.length;
  }

  resume(seqMax: number, log: Logger): number {
    const { lastSeq, size, cut } = cutTail(this.#path, seqMax);
    if (cut > 0) log.warn(`${this.#path}: ${cut} bytes behind seq ${lastSeq} were cut off`);
    this.#lastSeq = lastSeq;
    this.#size = size;
    return lastSeq;
  }

  push(event: MarketEvent): void {
    if (event.seq <= this.#lastSeq || this.#lostFrom !== null) return;
    if (this.#rows.length < WAITING_ROWS_MAX) this.#rows.push(toRow(this.table, event));
    else this.#lostFrom = event.seq;
  }

  async flush(folder: string): Promise<void> {
    const count = this.#rows.length;
    try {
      this.#file ??= await this.#open(folder);
      if (this.#size === 0) await this.#append(this.#file, [this.table.columns]);
      for (let written = 0; written < count; written += ROWS_AT_ONCE) {
        const rows = this.#rows.slice(0, Math.min(ROWS_AT_ONCE, count - written));
        await this.#append(this.#file, rows);
        this.#rows.splice(0, rows.length);
      }
      this.warning = this.#loss();
    } catch (error) {
      const { message } = error as Error;
      this.warning = `${this.#path} cannot be written: ${message}; rows wait in memory. ${this.#loss() ?? ''}`;
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }

  #loss(): string | undefined {
    if (this.#lostFrom === null) return undefined;
    return `${this.#path} ends before seq ${this.#lostFrom}: more rows had to wait than fit into memory. A restart with this folder makes them from the journal.`;
  }

  async #open(folder: string): Promise<FileHandle> {
    await mkdir(folder, { recursive: true });
    const file = await open(this.#path, 'a');
    this.#size = (await file.stat()).size;
    return file;
  }

  /** All of them or none: a disk that fills up half way leaves no torn row. */
  async #append(file: FileHandle, rows: readonly CsvRow[]): Promise<void> {
    const bytes = Buffer.from(toText(rows));
    try {
      await file.appendFile(bytes);
      this.#size += bytes.length;
    } catch (error) {
      await file.truncate(this.#size).catch(() => {});
      throw error;
    }
  }
}
