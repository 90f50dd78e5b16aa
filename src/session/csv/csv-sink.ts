/**
 * Writes the session's CSV files. Rows wait in memory; the sink appends them in the background every 500 ms and at the
 * end. If a write fails, the rows wait for the next try; the exchange never stops for it.
 *
 * With a journal, every row appears exactly once: recovery cuts off torn rows and rebuilds lost ones.
 */
import { open, mkdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { MarketEvent } from '../../contract/events.ts';
import type { Logger } from '../../runtime/log.ts';
import { CSV_TABLES, isCsvType, toText, writeRow, type CsvTable, type EventSpan } from './csv-tables.ts';
import { cutTail } from './csv-tail.ts';
import { JsonWriter } from '../events/json-writer.ts';

const FLUSH_INTERVAL_MS = 500;
/** Rows that may wait for one file. If writing fails for long, later rows are dropped. */
const WAITING_ROWS_MAX = 500_000;

export class CsvSink {
  readonly #folder: string;
  readonly #log: Logger;
  readonly #files: readonly CsvFile[];
  readonly #timer: NodeJS.Timeout;
  #flushing: Promise<void> | null = null;

  constructor(folder: string, log: Logger, tables: readonly CsvTable[] = CSV_TABLES) {
    this.#folder = folder;
    this.#log = log;
    this.#files = tables.map((table) => new CsvFile(join(folder, table.file), table));
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
   * Continue existing files: torn rows and those beyond `seqMax` are cut off, and existing rows will
   * not be written again.
   * @returns `seq` up to which all files have their rows
   */
  resume(seqMax: number): number {
    return Math.min(...this.#files.map((file) => file.resume(seqMax, this.#log)));
  }

  /** Keep the rows of a frame until the next flush. @param frame the bytes that contain their events */
  write(frame: Uint8Array, rows: readonly EventSpan[]): void {
    for (const row of rows) {
      for (const file of this.#files) file.add(frame, row);
    }
    for (const file of this.#files) file.gather();
  }

  /** The rows of these events, as `write` has them. */
  writeEvents(events: readonly MarketEvent[]): void {
    for (const event of events) {
      if (!isCsvType(event.type) || !this.#files.some((file) => file.wants(event))) continue;
      const json = Buffer.from(JSON.stringify(event));
      this.write(json, [{ type: event.type, seq: event.seq, start: 0, end: json.length }]);
    }
  }

  /** Append all waiting rows. Never rejects: problems go to `warnings` and to the log. */
  async flush(): Promise<void> {
    await this.#flushing;
    this.#flushing ??= this.#flushFiles().finally(() => (this.#flushing = null));
    await this.#flushing;
  }

  /** Forget waiting rows: they will be rebuilt. */
  async drop(): Promise<void> {
    await this.#flushing;
    for (const file of this.#files) file.drop();
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

/** Rows that came with one frame. */
interface Waiting {
  readonly bytes: Buffer;
  readonly rows: number;
}

/** One append-only file. Its header is written once, when the file is empty. */
class CsvFile {
  readonly table: CsvTable;
  readonly #path: string;
  /** Rows of the current frame. */
  readonly #row = new JsonWriter();
  #gathered = 0;
  /** Whole rows, in order, that are still to be written. */
  #waiting: Waiting[] = [];
  #waitingRows = 0;
  /** Rows up to this one are in the file. */
  #lastSeq = 0;
  /** The first row that found no room. The file ends before it, so that a restart can rebuild the rest from the journal. */
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
    return this.#waitingRows;
  }

  resume(seqMax: number, log: Logger): number {
    const { lastSeq, size, cut } = cutTail(this.#path, seqMax);
    if (cut > 0) log.warn(`${this.#path}: ${cut} bytes behind seq ${lastSeq} were cut off`);
    this.#lastSeq = lastSeq;
    this.#size = size;
    return lastSeq;
  }

  /** True when the event is a row of this file that is not written yet. */
  wants({ type, seq }: Pick<MarketEvent, 'type' | 'seq'>): boolean {
    return type === this.table.type && seq > this.#lastSeq && this.#lostFrom === null;
  }

  add(frame: Uint8Array, row: EventSpan): void {
    if (!this.wants(row)) return;
    if (this.#waitingRows + this.#gathered === WAITING_ROWS_MAX) {
      this.#lostFrom = row.seq;
    } else {
      writeRow(this.#row, frame, row);
      this.#gathered += 1;
    }
  }

  /** Queue the added rows. */
  gather(): void {
    if (this.#gathered === 0) return;
    this.#waiting.push({ bytes: Buffer.from(this.#row.bytes), rows: this.#gathered });
    this.#waitingRows += this.#gathered;
    this.#gathered = 0;
    this.#row.clear();
  }

  async flush(folder: string): Promise<void> {
    const waiting = [...this.#waiting];
    try {
      this.#file ??= await this.#open(folder);
      if (this.#size === 0) await this.#append(this.#file, Buffer.from(toText([this.table.columns])));
      await this.#append(this.#file, Buffer.concat(waiting.map(({ bytes }) => bytes)));
      this.#waiting.splice(0, waiting.length);
      this.#waitingRows -= waiting.reduce((sum, { rows }) => sum + rows, 0);
      this.warning = this.#loss();
    } catch (error) {
      const { message } = error as Error;
      this.warning = `${this.#path} cannot be written: ${message}; rows wait in memory. ${this.#loss() ?? ''}`;
    }
  }

  drop(): void {
    this.#waiting = [];
    this.#waitingRows = 0;
    this.#lostFrom = null;
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

  /** Write all of it or nothing: a disk that fills up halfway leaves no torn row. */
  async #append(file: FileHandle, rows: Buffer): Promise<void> {
    try {
      await file.appendFile(rows);
      this.#size += rows.length;
    } catch (error) {
      await file.truncate(this.#size).catch(() => {});
      throw error;
    }
  }
}
