/**
 * Writes the session's CSV files. Rows wait in memory, and the sink appends them in the background every 500 ms, when
 * many wait, and at the end. If a write fails, the rows wait for the next try. The exchange never stops for it.
 *
 * With a journal, every row appears exactly once: recovery cuts off torn rows and rebuilds lost ones.
 */
import { open, mkdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { MarketEvent } from '../../contract/events.ts';
import type { Logger } from '../../runtime/log.ts';
import type { FrameRows } from '../events/event-frame.ts';
import { rowText, toText, type CsvTable } from './csv-tables.ts';
import { cutTail } from './csv-tail.ts';
import { WaitingRows } from './waiting-rows.ts';

const FLUSH_INTERVAL_MS = 500;
/**
 * Bytes of waiting rows of a file that are written before the interval ends. A flood has several megabytes of rows in
 * each interval. Node writes at most so many bytes at once, so the rows take no more writes.
 */
const DUE_BYTES = 512 * 1_024;
/** Largest number of rows that wait for one file. If writing fails for long, later rows are dropped. */
const WAITING_ROWS_MAX = 500_000;

export class CsvSink {
  readonly #folder: string;
  readonly #log: Logger;
  readonly #files: readonly CsvFile[];
  readonly #timer: NodeJS.Timeout;
  #flushing: Promise<void> | null = null;

  constructor(folder: string, log: Logger, tables: readonly CsvTable[]) {
    this.#folder = folder;
    this.#log = log;
    this.#files = tables.map((table) => new CsvFile(join(folder, table.file), table));
    this.#timer = setInterval(() => void this.flush(), FLUSH_INTERVAL_MS);
  }

  /** One sentence for each file that cannot be written at present. */
  get warnings(): readonly string[] {
    return this.#files.flatMap(({ warning }) => warning ?? []);
  }

  /** Largest number of waiting rows of a file. */
  get waiting(): number {
    return Math.max(...this.#files.map(({ waiting }) => waiting));
  }

  /**
   * Continues existing files. It cuts off torn rows and those beyond `seqMax`, and does not write existing rows again.
   * @returns `seq` up to which all files have their rows
   */
  resume(seqMax: number): number {
    return Math.min(...this.#files.map((file) => file.resume(seqMax, this.#log)));
  }

  /** Keeps the rows of a frame until the next flush, which many waiting rows cause. */
  write(rows: readonly FrameRows[]): void {
    for (const each of rows) this.#files.find(({ table }) => table.type === each.type)?.add(each);
    if (this.#flushing === null && this.#files.some((file) => file.isDue)) void this.flush();
  }

  /** Keeps the rows of these events until the next flush, except those that a file already has. */
  writeEvents(events: readonly MarketEvent[]): void {
    for (const file of this.#files) file.addEvents(events);
  }

  /** Appends all waiting rows. Never rejects: problems go to `warnings` and to the log. */
  async flush(): Promise<void> {
    await this.#flushing;
    this.#flushing ??= this.#flushFiles().finally(() => (this.#flushing = null));
    await this.#flushing;
  }

  /** Drops waiting rows, which the caller will rebuild. */
  async drop(): Promise<void> {
    // Another flush may have waited for the same one, and has begun by now.
    while (this.#flushing !== null) await this.#flushing;
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

/** One append-only file. Its header is written once, when the file is empty. */
class CsvFile {
  readonly table: CsvTable;
  readonly #path: string;
  /** Whole rows, in order, that still have to be written. */
  readonly #waiting = new WaitingRows();
  /** `seq` of the last row in the file or among the waiting rows. */
  #lastSeq = 0;
  /**
   * `seq` of the first row for which there was no room. The file ends before it, so that a restart can rebuild the rest
   * from the journal.
   */
  #lostFrom: number | null = null;
  #file: FileHandle | null = null;
  /** Number of bytes of whole rows in the file. */
  #size = 0;
  warning: string | undefined;

  constructor(path: string, table: CsvTable) {
    this.#path = path;
    this.table = table;
  }

  get waiting(): number {
    return this.#waiting.count;
  }

  /** True when the rows should not wait for the interval's end. After a failure, they do. */
  get isDue(): boolean {
    return this.#waiting.length > DUE_BYTES && this.warning === undefined;
  }

  resume(seqMax: number, log: Logger): number {
    const { lastSeq, size, rest } = cutTail(this.#path, seqMax);
    if (rest > 0) log.warn(`${this.#path}: ${rest} bytes behind seq ${lastSeq} were cut off`);
    this.#lastSeq = lastSeq;
    this.#size = size;
    return lastSeq;
  }

  add(rows: FrameRows): void {
    if (this.#waiting.count + rows.count > WAITING_ROWS_MAX) this.#lostFrom ??= rows.firstSeq;
    if (this.#lostFrom === null) this.#waiting.add(rows);
  }

  addEvents(events: readonly MarketEvent[]): void {
    const { type } = this.table;
    const missing = events.filter((event) => event.type === type && event.seq > this.#lastSeq);
    const [first] = missing;
    if (first === undefined) return;
    const text = missing.map((event) => rowText(this.table, event)).join('');
    this.add({ type, firstSeq: first.seq, count: missing.length, bytes: Buffer.from(text) });
  }

  async flush(folder: string): Promise<void> {
    try {
      this.#file ??= await this.#open(folder);
      if (this.#size === 0) await this.#append(this.#file, this.#header());
      const rows = this.#waiting.peek();
      await this.#append(this.#file, rows.bytes);
      this.#waiting.remove(rows);
      this.warning = this.#loss();
    } catch (error) {
      const { message } = error as Error;
      this.warning = `${this.#path} cannot be written: ${message}; rows wait in memory. ${this.#loss() ?? ''}`;
    }
  }

  drop(): void {
    this.#waiting.clear();
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
    const file = await open(this.#path, 'a+');
    this.#size = (await file.stat()).size;
    const header = this.#header();
    const found = Buffer.alloc(Math.min(header.length, this.#size));
    await file.read(found, 0, found.length, 0);
    if (header.indexOf(found) === 0) return file;
    await file.close();
    throw new Error(
      `its columns are not those of this session, but ${found.toString().split('\r\n')[0]}; choose another folder`,
    );
  }

  #header(): Buffer {
    return Buffer.from(toText([this.table.columns]));
  }

  /** Writes all of it or nothing, so a disk that fills up halfway leaves no torn row. */
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
