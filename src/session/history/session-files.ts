/**
 * The past of a session according to its own files: trades.csv and performance.csv, and the journal for everything
 * else. The exchange writes them anyway, and they survive its crash, so the service need not store anything a second
 * time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { MarketEvent } from '../../contract/events.ts';
import type { Logger } from '../../runtime/log.ts';
import { CsvReader } from '../csv/csv-reader.ts';
import { columnsOf, eventOfRow } from '../csv/csv-tables.ts';
import type { Incidents } from './incidents.ts';
import { JournalReader } from './journal-reader.ts';
import type { MarketHistory } from './market-history.ts';

/** Longest wait for rows. The exchange appends to the files every half second. */
const WRITTEN_WITHIN_MS = 2_000;
const LOOK_INTERVAL_MS = 100;

/** Types of events that only the journal has, and trades, because orders end with them. */
export const INCIDENT_TYPES: ReadonlySet<MarketEvent['type']> = new Set([
  'trade',
  'order_update',
  'liquidation',
  'market_state',
] as const);

/** The checkpoint from which on the stream is known. */
export interface KnownFrom {
  readonly seq: number;
  /** True when rows of the checkpoint itself will follow. */
  readonly hasPositions: boolean;
  /** Number of the first trade of the stream. Undefined: there is none yet. */
  readonly firstTradeId: () => number | undefined;
}

/** The rows of trades.csv and performance.csv, each once. */
export class SessionTables {
  readonly #trades: CsvReader;
  readonly #positions: CsvReader;
  #positionsSeq = 0;

  constructor(folder: string) {
    this.#trades = new CsvReader(folder, 'trades.csv', columnsOf('trade'));
    this.#positions = new CsvReader(folder, 'performance.csv', ['seq', 'time', 'account', 'equity']);
  }

  /** `seq` up to which the history has all positions. */
  get positionsSeq(): number {
    return this.#positionsSeq;
  }

  /** @param upTo `seq` of the last event to read */
  async read(history: MarketHistory, upTo = Infinity): Promise<void> {
    await this.#positions.read(([seq = '', time = '', account = '', equity = '']) => {
      if (Number(seq) > upTo) return false;
      if (Number(seq) <= this.#positionsSeq) return true;
      this.#positionsSeq = Number(seq);
      history.addEquity(account, Number(time), Number(equity));
      return true;
    });
    await this.#trades.read((row) => {
      if (Number(row[0]) > upTo) return false;
      history.addTrade(eventOfRow('trade', row));
      return true;
    });
  }
}

export class SessionFiles {
  readonly #folder: string;
  readonly #log: Logger;
  readonly #tables: SessionTables;
  /** `seq` up to which the journal has been read. */
  #journalSeq = 0;

  constructor(folder: string, log: Logger) {
    this.#folder = folder;
    this.#log = log;
    this.#tables = new SessionTables(folder);
  }

  /** `seq` up to which the history has all positions. */
  get positionsSeq(): number {
    return this.#tables.positionsSeq;
  }

  /** Resolves when the history has all rows before the checkpoint, or when the exchange writes none. */
  async read(history: MarketHistory, { seq, hasPositions, firstTradeId }: KnownFrom): Promise<void> {
    const deadlineMs = performance.now() + WRITTEN_WITHIN_MS;
    for (let isLast = !hasPositions; ;) {
      await this.#tables.read(history);
      if (isLast && history.reach.tradeId + 1 >= (firstTradeId() ?? 0)) return;
      if (performance.now() > deadlineMs) return;
      // Both files are written together, but not at the same instant.
      isLast = !hasPositions || this.positionsSeq >= seq;
      await sleep(LOOK_INTERVAL_MS);
    }
  }

  /**
   * Reads the events before the checkpoint, as far as the journal is readable. Never rejects.
   * @param known `seq` of the newest event that the stream has already delivered
   */
  async readJournal(missing: Incidents, known: number, seq: number): Promise<void> {
    const from = Math.max(this.#journalSeq, known) + 1;
    this.#journalSeq = seq - 1;
    if (from >= seq) return;
    try {
      await new JournalReader(this.#folder, from, INCIDENT_TYPES).read(seq, missing);
    } catch (error) {
      this.#log.warn(
        `orders, liquidations and phases before seq ${seq} may be missing: ${(error as Error).message}`,
      );
    }
  }
}
