/**
 * The session's CSV files: `trades.csv` and `performance.csv`. Rows wait in memory and are appended every 500 ms and
 * at the end, in the background. What cannot be written waits for the next try; the exchange never stops for it.
 */
import { open, mkdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import papaparse from 'papaparse';
import type { MarketEvent, PositionUpdate, Trade } from '../../contract/events.ts';
import type { Logger } from '../log.ts';

const FLUSH_INTERVAL_MS = 500;
/** Rows written in one go: while they become text, nothing else happens. */
const ROWS_AT_ONCE = 250;
/** Rows that may wait for one file. When the disk stays full, later ones are dropped and counted. */
const WAITING_ROWS_MAX = 500_000;

const TRADE_COLUMNS = [
  'seq',
  'time',
  'symbol',
  'tradeId',
  'price',
  'quantity',
  'aggressor',
  'buyAccount',
  'sellAccount',
  'buyOrderId',
  'sellOrderId',
  'liquidation',
] as const satisfies readonly (keyof Trade)[];

const PERFORMANCE_COLUMNS = [
  'seq',
  'time',
  'account',
  'symbol',
  'quantity',
  'averageEntryPrice',
  'markPrice',
  'realizedPnl',
  'unrealizedPnl',
  'feesPaid',
  'balance',
  'equity',
  'initialMargin',
  'maintenanceMargin',
  'liquidationPrice',
  'bankruptcyPrice',
  'marginMode',
  'isolatedMargin',
] as const satisfies readonly (keyof PositionUpdate)[];

export class CsvSink {
  readonly #folder: string;
  readonly #log: Logger;
  readonly #trades: CsvFile;
  readonly #performance: CsvFile;
  readonly #timer: NodeJS.Timeout;
  #flushing: Promise<void> | null = null;

  constructor(folder: string, log: Logger) {
    this.#folder = folder;
    this.#log = log;
    this.#trades = new CsvFile(join(folder, 'trades.csv'), TRADE_COLUMNS);
    this.#performance = new CsvFile(join(folder, 'performance.csv'), PERFORMANCE_COLUMNS);
    this.#timer = setInterval(() => void this.flush(), FLUSH_INTERVAL_MS);
  }

  /** One sentence for each file that cannot be written now. */
  get warnings(): readonly string[] {
    return [this.#trades, this.#performance].flatMap(({ warning }) => warning ?? []);
  }

  write(events: readonly MarketEvent[]): void {
    for (const event of events) {
      if (event.type === 'trade') this.#trades.push(TRADE_COLUMNS.map((column) => event[column]));
      if (event.type === 'position_update') {
        this.#performance.push(PERFORMANCE_COLUMNS.map((column) => event[column]));
      }
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
    await Promise.all([this.#trades.close(), this.#performance.close()]);
  }

  async #flushFiles(): Promise<void> {
    const before = this.warnings;
    await Promise.all([this.#trades, this.#performance].map((file) => file.flush(this.#folder)));
    for (const warning of this.warnings) if (!before.includes(warning)) this.#log.error(warning);
    if (before.length > 0 && this.warnings.length === 0) this.#log.info('CSV files can be written again');
  }
}

/** One append-only file. Its header is written once, when the file is empty. */
class CsvFile {
  readonly #path: string;
  readonly #columns: readonly string[];
  #rows: (readonly unknown[])[] = [];
  #dropped = 0;
  #file: FileHandle | null = null;
  /** Bytes of whole rows in the file. */
  #size = 0;
  warning: string | undefined;

  constructor(path: string, columns: readonly string[]) {
    this.#path = path;
    this.#columns = columns;
  }

  push(row: readonly unknown[]): void {
    if (this.#rows.length < WAITING_ROWS_MAX) this.#rows.push(row);
    else this.#dropped += 1;
  }

  async flush(folder: string): Promise<void> {
    const count = this.#rows.length;
    try {
      this.#file ??= await this.#open(folder);
      if (this.#size === 0) await this.#append(this.#file, [this.#columns]);
      for (let written = 0; written < count; written += ROWS_AT_ONCE) {
        const rows = this.#rows.slice(0, Math.min(ROWS_AT_ONCE, count - written));
        await this.#append(this.#file, rows);
        this.#rows.splice(0, rows.length);
      }
      this.warning = undefined;
    } catch (error) {
      const { message } = error as Error;
      const lost = this.#dropped > 0 ? `; ${this.#dropped} rows had to be dropped` : '';
      this.warning = `${this.#path} cannot be written: ${message}; rows wait in memory${lost}.`;
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }

  async #open(folder: string): Promise<FileHandle> {
    await mkdir(folder, { recursive: true });
    const file = await open(this.#path, 'a');
    this.#size = (await file.stat()).size;
    return file;
  }

  /** All of them or none: a disk that fills up half way leaves no torn row. */
  async #append(file: FileHandle, rows: readonly (readonly unknown[])[]): Promise<void> {
    const bytes = Buffer.from(`${papaparse.unparse(rows as unknown[][])}\r\n`);
    try {
      await file.appendFile(bytes);
      this.#size += bytes.length;
    } catch (error) {
      await file.truncate(this.#size).catch(() => {});
      throw error;
    }
  }
}
