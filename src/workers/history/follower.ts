/**
 * Follows the event stream and keeps the history complete.
 *
 * 1. It begins with a checkpoint. The past comes from the session's files, if there are any. While it reads them, it
 *    holds the stream's events back.
 * 2. After a hole in `seq` it begins again with the next checkpoint, and the files fill only the hole.
 * 3. A trade counts once, by its number, whatever its source.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  isMarketEvent,
  parseFrame,
  type ExchangeStatus,
  type MarketEvent,
  type StreamEvent,
} from '../../contract/events.ts';
import { CONNECTIONS_MAX } from '../../net/listening.ts';
import type { Incidents } from '../../session/history/incidents.ts';
import type { MarketHistory } from '../../session/history/market-history.ts';
import type { SessionFiles } from '../../session/history/session-files.ts';

/** Largest number of held events. Beyond it, the follower begins again with a later checkpoint. */
const HELD_MAX = 500_000;
/** Largest number of requests that wait for the past. Each connection has one at a time; unwanted ones leave first. */
export const WAITING_MAX = 2 * CONNECTIONS_MAX;

interface Waiting {
  readonly isWanted: () => boolean;
  /** @param isWhole true when the past has been read */
  readonly resolve: (isWhole: boolean) => void;
}

/** Types of events that do not affect the history. */
const UNWANTED: ReadonlySet<MarketEvent['type']> = new Set([
  'index_price',
  'funding',
  'funding_rate',
  'auction_update',
]);

export class Follower {
  readonly #history: MarketHistory;
  readonly #files: SessionFiles | null;
  /** `seq` of the newest event. Null: the follower waits for the next checkpoint. */
  #place: number | null = null;
  /** `seq` of the newest event from the stream that the history had at the last hole. */
  #known = 0;
  /** Time of the newest event. */
  #time = 0;
  /** Events after a checkpoint whose past is being read. Null: nothing is held back. */
  #held: MarketEvent[] | null = null;
  /** Collects the incidents of the past. Null: they have been read. */
  #missing: Incidents | null = null;
  /** False from a checkpoint until its past has been read. */
  #isWhole = false;
  /** Counts the checkpoints with which the follower began. */
  #turn = 0;
  #reading: Promise<void> = Promise.resolve();
  #journal: Promise<void> = Promise.resolve();
  #holes = 0;
  #waiting: Waiting[] = [];

  /** @param files files of the session; null: the history begins with the stream */
  constructor(history: MarketHistory, files: SessionFiles | null) {
    this.#history = history;
    this.#files = files;
  }

  get holes(): number {
    return this.#holes;
  }

  /**
   * Resolves with true when the past has been read, and with false when too many requests wait or nobody wants this one
   * any more. The history does not change while the exchange is down.
   * @param isWanted returns true while somebody waits for the answer
   */
  async whole(isWanted = () => true): Promise<boolean> {
    if (this.#isWhole) return true;
    if (this.#waiting.length >= WAITING_MAX) this.#dismissUnwanted();
    if (this.#waiting.length >= WAITING_MAX) return false;
    return new Promise((resolve) => this.#waiting.push({ isWanted, resolve }));
  }

  #dismissUnwanted(): void {
    const wanted: Waiting[] = [];
    for (const waiting of this.#waiting) {
      if (waiting.isWanted()) wanted.push(waiting);
      else waiting.resolve(false);
    }
    this.#waiting = wanted;
  }

  /** Resolves when the journal has been read up to the stream's beginning. */
  journal(): Promise<void> {
    return this.#journal;
  }

  /** @throws Error when it is not a frame of this protocol */
  frame(frame: Buffer | string): void {
    for (const event of parseFrame(frame.toString(), UNWANTED)) this.#take(event);
    if (!this.#isWhole || this.#place === null) return;
    this.#history.standAt(this.#place);
    this.#history.sampleDepth(this.#time);
  }

  disconnected(): void {
    if (this.#place !== null && this.#held === null) this.#known = this.#place;
    this.#place = null;
    this.#held = null;
  }

  #take(event: StreamEvent): void {
    if (this.#place !== null && event.seq !== this.#place + 1) {
      this.#holes += 1;
      this.disconnected();
    }
    if (this.#place === null) {
      if (event.type !== 'exchange_status') return;
      this.#begin(event);
    }
    this.#place = event.seq;
    this.#time = event.time;
    if (!isMarketEvent(event)) return;
    if (this.#held === null) this.#history.add(event);
    else if (this.#held.push(event) > HELD_MAX) this.disconnected();
  }

  #begin(status: ExchangeStatus): void {
    this.#turn += 1;
    const missing = this.#history.begin(status, this.#missing);
    if (this.#files === null) return this.#wake();
    this.#missing = missing;
    this.#isWhole = false;
    this.#held = [];
    const turn = this.#turn;
    const files = this.#files;
    this.#reading = this.#reading.then(() => this.#readPast(files, turn, status, missing));
  }

  async #readPast(
    files: SessionFiles,
    turn: number,
    { seq, epoch }: ExchangeStatus,
    missing: Incidents,
  ): Promise<void> {
    // Meanwhile the rest of the checkpoint's frame is processed.
    await nextTurn();
    if (turn !== this.#turn) return;
    const isPosition = ({ type }: MarketEvent) => type === 'position_update';
    await files.read(this.#history, {
      seq,
      hasPositions: this.#held?.some(isPosition) === true,
      firstTradeId: () => this.#held?.find((event) => event.type === 'trade')?.tradeId,
    });
    // The stream was interrupted meanwhile. The next checkpoint begins with the same gap, which is longer then.
    if (turn !== this.#turn || this.#held === null) return;
    this.#missing = null;
    const [history, known] = [this.#history, this.#known];
    this.#journal = this.#journal
      .then(() => files.readJournal(missing, known, seq))
      .then(() => history.addPast(epoch, missing));
    this.#release(files.positionsSeq);
  }

  /** @param positionsSeq `seq` up to which the positions are known from the files */
  #release(positionsSeq: number): void {
    const held = this.#held ?? [];
    if (this.#place === null) return;
    this.#held = null;
    for (const event of held) {
      if (event.type !== 'position_update' || event.seq > positionsSeq) this.#history.add(event);
    }
    this.#history.standAt(this.#place);
    this.#wake();
  }

  #wake(): void {
    this.#isWhole = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve(true);
  }
}
