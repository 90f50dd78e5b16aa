/**
 * Reads the past of the traded instruments, and of the bot's account, from the relay's history service.
 *
 * 1. The strategy starts when the past is known, when the relay offers none, or after SETTLE_MS at the latest.
 * 2. After a hole in the stream, it reads again while the strategy runs, so that the candles have no gap.
 * 3. Trades that arrive meanwhile are kept, and past and stream are joined by the numbers of the trades.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { BARS_MAX } from '../../contract/bars.ts';
import type { MarketEvent, Trade } from '../../contract/events.ts';
import { CANDLE_INTERVALS, HISTORY_LIMIT } from '../../contract/history.ts';
import {
  readOwnPast,
  readPast,
  type OwnPast,
  type Past,
  type PastEnvironment,
  type PastWanted,
} from '../../contract/history-reader.ts';
import { TRADES_MAX, type Replica } from '../../contract/replica.ts';
import type { Logger } from '../../runtime/log.ts';
import { OWN_PAST_MAX } from './order-history.ts';
import { DEFAULT_WARMUP_SECONDS, inWords } from './warmup.ts';

export const SETTLE_MS = 5_000;
/** Largest number of trades that are kept. With more, the past is not read. */
const SINCE_MAX = 100_000;
/** Largest number of instruments with a past. Further ones begin without one. */
export const SYMBOLS_MAX = 8;
const MICROS_PER_SECOND = 1e6;

export interface PastMarketOptions {
  /** Address of the relay, with its token. */
  readonly relay: string;
  readonly get: PastEnvironment['get'];
  readonly log: Logger;
  readonly account: string;
  readonly replica: Replica;
  /** Length of the warmup. Undefined: the strategy declares none. */
  readonly warmupSeconds: number | undefined;
  /** False: the strategy continues with the knowledge of the previous version, so nothing waits for the past. */
  readonly waits: boolean;
  /** @param since trades since the past was requested */
  readonly onPast: (past: Past, since: readonly Trade[]) => void;
  readonly onOwnPast: (past: OwnPast) => void;
  /** Called when the strategy may start. */
  readonly onSettled: () => void;
}

export class PastMarket {
  readonly #options: PastMarketOptions;
  /** Number of restarts of the replica when the past was last requested. */
  #restarts = 0;
  #since: Trade[] | null = null;
  #isSettled: boolean;
  #hasWarned = false;

  constructor(options: PastMarketOptions) {
    this.#options = options;
    this.#isSettled = !options.waits;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** @param events events that the replica has applied */
  observed(events: readonly MarketEvent[]): void {
    if (this.#since === null) return;
    for (const event of events) if (event.type === 'trade') this.#since.push(event);
    if (this.#since.length > SINCE_MAX) this.#since = null;
  }

  /** Reads the past, unless that has been done since the replica started afresh. */
  read(symbols: readonly string[]): void {
    const { replica, relay, warmupSeconds = DEFAULT_WARMUP_SECONDS } = this.#options;
    const { restarts, status, seq } = replica;
    if (restarts === this.#restarts || status === undefined) return;
    this.#restarts = restarts;
    this.#since = [];
    if (!this.#isSettled) setTimeout(() => this.#settle(), SETTLE_MS).unref();
    // The answer must contain everything up to here.
    const from = { epoch: status.epoch, seq: seq + 1 };
    void this.#read(
      { relay, from, trades: TRADES_MAX, candles: candlesOf(symbols, warmupSeconds) },
      restarts,
    );
  }

  async #read(wanted: PastWanted, restarts: number): Promise<void> {
    const { get, replica, account, onPast, onOwnPast } = this.#options;
    const environment = { get, wait: (ms: number) => sleep(ms, undefined, { ref: false }) };
    const past = await readPast(wanted, environment);
    const since = this.#since;
    if (restarts === replica.restarts && past !== null && since !== null) {
      this.#since = null;
      onPast(past, since);
      this.#compare(past);
    } else if (past === null) {
      this.#warn('the relay offers no history: candles and trades begin now');
      return this.#settle();
    }
    const own = await readOwnPast({ ...wanted, account, limit: OWN_PAST_MAX }, environment);
    if (restarts === replica.restarts && own !== null) onOwnPast(own);
    this.#settle();
  }

  /** Warns when a young session has less of a past than the strategy declares. */
  #compare({ candles }: Past): void {
    const { warmupSeconds, replica } = this.#options;
    // The first trade happened before the end of the first candle.
    const first = Math.min(...candles.map(({ seconds, bars }) => (bars[0]?.time ?? Infinity) + seconds));
    const now = (replica.trades.at(-1)?.time ?? 0) / MICROS_PER_SECOND;
    const known = Math.max(0, now - first);
    if (warmupSeconds === undefined || known >= warmupSeconds) return;
    this.#warn(
      `the history has ${inWords(known)} of the ${inWords(warmupSeconds)} that static warmup asks for`,
    );
  }

  #warn(text: string): void {
    if (!this.#hasWarned) this.#options.log.info(text);
    this.#hasWarned = true;
  }

  #settle(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#options.onSettled();
  }
}

/** Candles of one second, as far back as the warmup. Other lengths are made from them. */
function candlesOf(symbols: readonly string[], warmupSeconds: number): PastWanted['candles'] {
  const seconds = Math.min(HISTORY_LIMIT.max, Math.max(BARS_MAX, warmupSeconds));
  return symbols.slice(0, SYMBOLS_MAX).flatMap((symbol) =>
    CANDLE_INTERVALS.map((interval) => ({
      symbol,
      interval,
      limit: interval === '1s' ? seconds : BARS_MAX,
    })),
  );
}
