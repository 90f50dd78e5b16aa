/**
 * The history of a recorded session up to the moment that plays, and nothing after it.
 *
 * 1. Trades and equity come from the session's CSV files, or from its journal where there are none. Everything else
 *    comes from the journal.
 * 2. When playback continues, the history reads on. After a seek back, trades and equity begin again. What comes from
 *    the journal alone is read once, and cut at the playback position.
 * 3. One request reads at a time. At most WAITING_MAX requests of a client wait, and at most ALL_WAITING_MAX in total.
 *    A request that is no longer wanted when its turn comes reads nothing.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ExchangeStatus } from '../../contract/events.ts';
import type { HistoryPath } from '../../contract/history.ts';
import { PROTOCOL_VERSION } from '../../contract/protocol.ts';
import type { Logger } from '../../runtime/log.ts';
import { JournalError } from '../journal/journal-error.ts';
import type { Contents } from '../playback/contents.ts';
import { answer, JOURNAL_PATHS, type Reply } from './answers.ts';
import { Incidents } from './incidents.ts';
import { JournalReader } from './journal-reader.ts';
import { MarketHistory } from './market-history.ts';
import { stillReading } from './requests.ts';
import { INCIDENT_TYPES, SessionTables } from './session-files.ts';

export const WAITING_MAX = 256;
export const ALL_WAITING_MAX = 4 * WAITING_MAX;
const ALL_TYPES = new Set([...INCIDENT_TYPES, 'position_update'] as const);

/** The playback position. */
export interface Playhead {
  /** Epoch of the stream that readers receive. */
  readonly epoch: string;
  readonly seq: number;
  readonly time: number;
  readonly isSeeking: boolean;
}

/** Trades and equity, read up to a moment. */
interface Market {
  readonly history: MarketHistory;
  readonly readTo: (seq: number, isCurrent: () => boolean) => Promise<void>;
}

export class PlayedHistory {
  readonly #contents: Contents;
  readonly #log: Logger;
  readonly #playhead: () => Playhead;
  readonly #incidents = new Incidents();
  #journal: JournalReader | null = null;
  #market: Market | null = null;
  /** `seq` up to which the market may have been read. A seek ends a read without an answer. */
  #marketSeq = 0;
  #reading: Promise<unknown> = Promise.resolve();
  /** Number of requests that read or wait, of all clients. `#pendingOf` has the number of each client, by address. */
  #pending = 0;
  readonly #pendingOf = new Map<string, number>();
  #hasWarned = false;

  constructor(contents: Contents, log: Logger, playhead: () => Playhead) {
    this.#contents = contents;
    this.#log = log;
    this.#playhead = playhead;
  }

  async answer(
    path: HistoryPath | null,
    query: URLSearchParams,
    isWanted: () => boolean = () => true,
    client = '',
  ): Promise<Reply> {
    const isFull = (this.#pendingOf.get(client) ?? 0) > WAITING_MAX;
    if (isFull || this.#pending > ALL_WAITING_MAX) return stillReading();
    this.#count(client, 1);
    const answered = this.#reading.then(() =>
      isWanted() ? this.#answer(path, query, isWanted) : stillReading(),
    );
    this.#reading = answered.catch(() => {});
    try {
      return await answered;
    } finally {
      this.#count(client, -1);
    }
  }

  #count(client: string, requests: number): void {
    const pending = (this.#pendingOf.get(client) ?? 0) + requests;
    this.#pending += requests;
    if (pending === 0) this.#pendingOf.delete(client);
    else this.#pendingOf.set(client, pending);
  }

  async #answer(path: HistoryPath | null, query: URLSearchParams, isWanted: () => boolean): Promise<Reply> {
    const playhead = this.#playhead();
    const { epoch, seq, time } = playhead;
    const isCurrent = () => this.#playhead().epoch === epoch && !this.#playhead().isSeeking;
    if (!isCurrent()) return stillReading();
    const market = this.#marketUpTo(seq);
    await this.#tolerate(async () => {
      await market.readTo(seq, isCurrent);
      if (path !== null && JOURNAL_PATHS.has(path)) await this.#readJournal(seq, isCurrent);
    });
    if (!isCurrent() || !isWanted()) return stillReading();
    market.history.standAt(seq, time);
    const { status, body } = answer(market.history, path, query);
    return { status, body: status === 200 ? { ...body, epoch } : body };
  }

  /** The market up to `seq`. After a seek back, it begins again. */
  #marketUpTo(seq: number): Market {
    if (this.#market === null || this.#marketSeq > seq) this.#market = this.#begin();
    this.#marketSeq = seq;
    return this.#market;
  }

  #begin(): Market {
    const { session } = this.#contents;
    const history = new MarketHistory({ incidents: this.#incidents });
    history.open(this.#status());
    if (existsSync(join(session, 'trades.csv'))) {
      const tables = new SessionTables(session);
      return { history, readTo: (seq) => tables.read(history, seq) };
    }
    let reader: JournalReader | null = null;
    const listener = { onEvent: history.addMarket.bind(history), onNote: () => {} };
    return {
      history,
      readTo: async (seq, isCurrent) => {
        reader ??= new JournalReader(session, 0, ALL_TYPES);
        await reader.read(seq + 1, listener, isCurrent);
      },
    };
  }

  async #readJournal(seq: number, isCurrent: () => boolean): Promise<void> {
    this.#journal ??= new JournalReader(this.#contents.session, 0, INCIDENT_TYPES);
    await this.#journal.read(seq + 1, this.#incidents, isCurrent);
  }

  /** Reads as much as possible. A problem is logged, and the answer has what could be read. */
  async #tolerate(read: () => Promise<void>): Promise<void> {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      if (!this.#hasWarned) this.#log.warn(`a part of the history is missing: ${error.message}`);
      this.#hasWarned = true;
    }
  }

  #status(): ExchangeStatus {
    const { epoch, first, instruments, checkpointMs } = this.#contents;
    return {
      type: 'exchange_status',
      seq: 1,
      time: first.time,
      epoch,
      protocol: PROTOCOL_VERSION,
      state: 'running',
      instruments: [...instruments],
      insuranceFund: 0,
      feesCollected: 0,
      checkpointMs,
    };
  }
}
