/** What the service remembers of one epoch, in memory and bounded. */
import type { ExchangeStatus, Liquidation, MarketEvent, Trade } from '../../contract/events.ts';
import { Histories } from '../../contract/histories.ts';
import {
  CANDLE_INTERVALS,
  CANDLE_SECONDS,
  type AccountHistory,
  type CandleInterval,
  type HistoryReach,
} from '../../contract/history.ts';
import { CandleSeries } from './candle-series.ts';
import { TradeLog } from './trade-log.ts';

export const LIQUIDATIONS_MAX = 10_000;

type Candles = ReadonlyMap<CandleInterval, CandleSeries>;

export class MarketHistory {
  readonly trades: TradeLog;
  readonly #candles = new Map<string, Candles>();
  #histories = new Histories();
  #liquidations: Liquidation[] = [];
  #epoch: string | null = null;
  #seq = 0;
  #tradeId = 0;
  #missing = 0;

  constructor(trades = new TradeLog()) {
    this.trades = trades;
  }

  /** Null: it has seen no checkpoint yet. */
  get epoch(): string | null {
    return this.#epoch;
  }

  get reach(): HistoryReach {
    return { epoch: this.#epoch ?? '', seq: this.#seq, tradeId: this.#tradeId };
  }

  /** Trades that a hole in the stream has swallowed. */
  get missing(): number {
    return this.#missing;
  }

  /** In order of their `seq`. */
  get liquidations(): readonly Liquidation[] {
    return this.#liquidations;
  }

  get symbols(): readonly string[] {
    return [...this.#candles.keys()];
  }

  /** @returns undefined: there is no such instrument */
  candles(symbol: string, interval: CandleInterval): CandleSeries | undefined {
    return this.#candles.get(symbol)?.get(interval);
  }

  accounts(account: string | undefined): readonly AccountHistory[] {
    return this.#histories.records(account);
  }

  /** A checkpoint begins the stream: an epoch shares nothing with the one before. */
  begin(status: ExchangeStatus): void {
    if (status.epoch !== this.#epoch) {
      this.#forget();
      this.#epoch = status.epoch;
    }
    for (const { symbol } of status.instruments) {
      if (this.#candles.has(symbol)) continue;
      this.#candles.set(
        symbol,
        new Map(CANDLE_INTERVALS.map((interval) => [interval, new CandleSeries(CANDLE_SECONDS[interval])])),
      );
    }
    this.#histories.add(status);
  }

  add(event: MarketEvent): void {
    if (event.type === 'trade') this.addTrade(event);
    else if (event.type === 'liquidation') this.addLiquidations([event]);
    else this.#histories.add(event);
  }

  /** Trades have consecutive numbers; one that is known counts once. */
  addTrade(trade: Trade): void {
    if (trade.tradeId <= this.#tradeId) return;
    this.#missing += trade.tradeId - this.#tradeId - 1;
    this.#tradeId = trade.tradeId;
    this.trades.add(trade);
    for (const series of this.#candles.get(trade.symbol)?.values() ?? []) series.add(trade);
    this.#histories.add(trade);
  }

  addEquity(account: string, time: number, equity: number): void {
    this.#histories.addEquity(account, time, equity);
  }

  /** In order among themselves; they may be older than those that are known. */
  addLiquidations(steps: readonly Liquidation[]): void {
    const last = this.#liquidations.at(-1)?.seq ?? 0;
    this.#liquidations.push(...steps);
    if ((steps[0]?.seq ?? Infinity) <= last) this.#liquidations = inOrder(this.#liquidations);
    if (this.#liquidations.length > LIQUIDATIONS_MAX * 1.5)
      this.#liquidations.splice(0, this.#liquidations.length - LIQUIDATIONS_MAX);
  }

  /** Every event up to this one is in the history. */
  standAt(seq: number): void {
    this.#seq = seq;
  }

  #forget(): void {
    this.trades.clear();
    this.#candles.clear();
    this.#histories = new Histories();
    this.#liquidations = [];
    this.#seq = 0;
    this.#tradeId = 0;
    this.#missing = 0;
  }
}

/** Each once. */
function inOrder(steps: readonly Liquidation[]): Liquidation[] {
  const bySeq = new Map(steps.map((step) => [step.seq, step]));
  return [...bySeq.values()].sort((one, other) => one.seq - other.seq);
}
