/** History of one epoch, in memory and bounded. */
import type { ExchangeStatus, MarketEvent, Trade } from '../../contract/events.ts';
import type { PublicBotEvent } from '../../contract/bot-events.ts';
import { Histories } from '../../contract/histories.ts';
import {
  CANDLE_INTERVALS,
  CANDLE_SECONDS,
  type AccountHistory,
  type CandlePrice,
  type CandleInterval,
  type HistoryReach,
} from '../../contract/history.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { CandleSeries } from './candle-series.ts';
import { DEPTH_MARKETS_MAX } from '../../contract/depth-tier.ts';
import { DepthLog } from './depth-log.ts';
import { Incidents } from './incidents.ts';
import { TradeLog } from './trade-log.ts';

/** Largest number of candles of the mid price for each interval. */
const MID_CANDLES_MAX = 10_000;

type Candles = ReadonlyMap<CandleInterval, CandleSeries>;

export interface MarketHistoryParts {
  readonly trades: TradeLog;
  /** Incidents, which may reach further back than the history. */
  readonly incidents: Incidents;
}

export class MarketHistory {
  readonly trades: TradeLog;
  readonly #instruments = new Map<string, Instrument>();
  readonly #candles = new Map<string, Candles>();
  /** Candles of the mid price. Where there is no book, candles of trades. */
  readonly #midCandles = new Map<string, Candles>();
  /** Mid price at the newest sample, by symbol. */
  readonly #mids = new Map<string, number>();
  readonly #depths = new Map<string, DepthLog>();
  #histories = new Histories();
  #incidents: Incidents;
  #bots: readonly PublicBotEvent[] = [];
  #epoch: string | null = null;
  #seq = 0;
  #tradeId = 0;
  #missing = 0;
  #time = Infinity;

  constructor({ trades = new TradeLog(), incidents = new Incidents() }: Partial<MarketHistoryParts> = {}) {
    this.trades = trades;
    this.#incidents = incidents;
  }

  /** Epoch of the history. Null: it has seen no checkpoint yet. */
  get epoch(): string | null {
    return this.#epoch;
  }

  get reach(): HistoryReach {
    return { epoch: this.#epoch ?? '', seq: this.#seq, tradeId: this.#tradeId };
  }

  /** Number of trades that were lost in holes of the stream. */
  get missing(): number {
    return this.#missing;
  }

  get incidents(): Incidents {
    return this.#incidents;
  }

  /** Events of the pit's own bots, oldest first. The stream does not name the bots. */
  get bots(): readonly PublicBotEvent[] {
    return this.#bots;
  }

  noteBots(events: readonly PublicBotEvent[]): void {
    this.#bots = events;
  }

  /** Instruments by symbol. */
  get instruments(): ReadonlyMap<string, Instrument> {
    return this.#instruments;
  }

  /** @returns undefined when there is no such instrument, or when it has no mid prices */
  candles(symbol: string, interval: CandleInterval, price: CandlePrice = 'trades'): CandleSeries | undefined {
    return (price === 'mid' ? this.#midCandles : this.#candles).get(symbol)?.get(interval);
  }

  /** @returns undefined when there is no such instrument, or when its depth is not kept */
  depth(symbol: string): DepthLog | undefined {
    return this.#depths.get(symbol);
  }

  accounts(account: string | undefined): readonly AccountHistory[] {
    return this.#histories.records(account);
  }

  /**
   * Begins with a checkpoint. An epoch shares nothing with the previous one.
   * @param unfinished result of an earlier `begin`, if the stream was interrupted before it was filled and nothing has
   * been added since
   * @returns collects the missing incidents from before the checkpoint, for `addPast`
   */
  begin(status: ExchangeStatus, unfinished: Incidents | null = null): Incidents {
    const isNew = this.#epoch !== null && status.epoch !== this.#epoch;
    if (isNew) this.#forget();
    this.open(status);
    this.#mids.clear();
    for (const { symbol } of status.instruments.slice(0, DEPTH_MARKETS_MAX)) {
      const known = this.#depths.get(symbol);
      if (known !== undefined) known.begin();
      else {
        this.#depths.set(symbol, new DepthLog());
        this.#midCandles.set(symbol, emptyCandles(MID_CANDLES_MAX));
      }
    }
    return unfinished === null || isNew ? new Incidents(this.#incidents.orders.begin()) : unfinished;
  }

  /** Opens a history that follows no stream. */
  open(status: ExchangeStatus): void {
    this.#epoch = status.epoch;
    for (const instrument of status.instruments) {
      const { symbol } = instrument;
      this.#instruments.set(symbol, instrument);
      if (!this.#candles.has(symbol)) this.#candles.set(symbol, emptyCandles());
    }
    this.#status(status);
  }

  add(event: MarketEvent): void {
    if (event.type === 'exchange_status') return this.#status(event);
    this.#incidents.onEvent(event);
    if ('symbol' in event) this.#depths.get(event.symbol)?.add(event);
    this.addMarket(event);
  }

  /** Samples the current books. @param micros time of the newest event */
  sampleDepth(micros: number): void {
    for (const [symbol, depth] of this.#depths) {
      depth.sample(micros);
      this.#sampleMid(symbol, depth.mid, micros);
    }
  }

  /** Adds an event that the incidents already have, or do not need. */
  addMarket(event: MarketEvent): void {
    if (event.type === 'trade') this.addTrade(event);
    else this.#histories.add(event);
  }

  addPast(epoch: string, missing: Incidents): void {
    if (epoch === this.#epoch) this.#incidents.add(missing);
  }

  /** Adds a trade. Trades have consecutive numbers, so a known trade does not count again. */
  addTrade(trade: Trade): void {
    if (trade.tradeId <= this.#tradeId) return;
    this.#missing += trade.tradeId - this.#tradeId - 1;
    this.#tradeId = trade.tradeId;
    this.trades.add(trade);
    for (const series of this.#candles.get(trade.symbol)?.values() ?? []) series.add(trade);
    const { time, quantity, symbol } = trade;
    const price = this.#mids.get(symbol) ?? trade.price;
    for (const series of this.#midCandles.get(symbol)?.values() ?? []) series.add({ time, price, quantity });
    this.#histories.add(trade);
  }

  addEquity(account: string, time: number, equity: number): void {
    this.#histories.addEquity(account, time, equity);
  }

  /** Notes that the history has every event up to this one. @param time end of the history; absent: it has no end */
  standAt(seq: number, time = Infinity): void {
    this.#seq = seq;
    this.#time = time;
  }

  /** True when an incident belongs to the history. Incidents may reach further. */
  reaches({ seq = 0, time }: { readonly seq?: number; readonly time: number }): boolean {
    return seq <= this.#seq && time <= this.#time;
  }

  #sampleMid(symbol: string, mid: number | undefined, time: number): void {
    if (mid === this.#mids.get(symbol)) return;
    if (mid === undefined) return void this.#mids.delete(symbol);
    this.#mids.set(symbol, mid);
    for (const series of this.#midCandles.get(symbol)?.values() ?? [])
      series.add({ time, price: mid, quantity: 0 });
  }

  #status(status: ExchangeStatus): void {
    this.#histories.add(status);
    if (status.roomEvents !== undefined) this.#incidents.room.merge(status.roomEvents);
  }

  #forget(): void {
    this.trades.clear();
    this.#instruments.clear();
    this.#candles.clear();
    this.#depths.clear();
    this.#midCandles.clear();
    this.#mids.clear();
    this.#histories = new Histories();
    this.#incidents = new Incidents();
    this.#seq = 0;
    this.#tradeId = 0;
    this.#missing = 0;
  }
}

function emptyCandles(max?: number): Candles {
  return new Map(
    CANDLE_INTERVALS.map((interval) => [interval, new CandleSeries(CANDLE_SECONDS[interval], max)]),
  );
}
