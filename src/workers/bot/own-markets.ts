/** Instruments that the bot trades, each with its steps, own position, candles and places in the queue. */
import type { PositionUpdate, Trade } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import type { Fill, Reply, Welcome } from '../../contract/orders.ts';
import type { PastCandles } from '../../contract/history-reader.ts';
import type { MarketView, Replica } from '../../contract/replica.ts';
import type { OwnOrder, PositionContext } from '../../contract/strategy.ts';
import type { Arrival } from './arrival.ts';
import { Candles, type CandlesMemory } from './candles.ts';
import { InstrumentSteps } from './instrument-steps.ts';
import { OwnPosition } from './own-position.ts';
import { QueuePlaces } from './queue-places.ts';

interface OwnMarket {
  readonly candles: Candles;
  readonly places: QueuePlaces;
  steps: InstrumentSteps;
  position: OwnPosition;
  lastPosition: PositionUpdate | undefined;
}

/** One of the instruments at a given moment. */
export interface TradedMarket extends Readonly<Pick<OwnMarket, 'candles' | 'steps'>> {
  readonly view: MarketView;
  readonly position: PositionContext;
}

export interface OwnMarketsOptions {
  readonly account: string;
  readonly replica: Replica;
  /** Called when the stream's single orders are needed from now on. */
  readonly wantOrders: () => void;
}

export class OwnMarkets {
  readonly #options: OwnMarketsOptions;
  /** Instruments by symbol, the main one first. Empty before the welcome. */
  #bySymbol: ReadonlyMap<string, OwnMarket> = new Map();
  #inOrder: readonly OwnMarket[] = [];
  /** Candles of the previous version, by symbol. */
  #recalled: ReadonlyMap<string, Candles> = new Map();
  #instruments: ReadonlyMap<string, InstrumentSteps> = new Map();
  #symbols: readonly string[] = [];
  #listed: readonly string[] = [];

  constructor(options: OwnMarketsOptions) {
    this.#options = options;
  }

  get symbols(): readonly string[] {
    return this.#symbols;
  }

  /** Steps of the traded instruments, by symbol. */
  get instruments(): ReadonlyMap<string, InstrumentSteps> {
    return this.#instruments;
  }

  /** Symbols of the exchange's instruments. */
  get listed(): readonly string[] {
    return this.#listed;
  }

  has(symbol: string): boolean {
    return this.#bySymbol.has(symbol);
  }

  /** All traded instruments. Empty until both the gateway and the relay have reported all of them. */
  get all(): readonly TradedMarket[] {
    const { markets } = this.#options.replica;
    const all: TradedMarket[] = [];
    for (const { candles, steps, position } of this.#inOrder) {
      const view = markets.get(steps.instrument.symbol);
      if (view === undefined) return [];
      all.push({ view, candles, steps, position: position.at(view.markPrice) });
    }
    return all;
  }

  /** Position in the main instrument. Positive: long. */
  get mainPosition(): number {
    return this.all[0]?.position.quantity ?? 0;
  }

  /** Starts again from the gateway's instruments and positions. The stream's data stays. */
  welcomed(welcome: Welcome, symbols: readonly string[]): void {
    const { instruments } = welcome;
    this.#listed = instruments.map(({ symbol }) => symbol);
    this.#bySymbol = new Map(
      symbols.flatMap((symbol) => {
        const instrument = instruments.find((instrument) => instrument.symbol === symbol);
        return instrument === undefined ? [] : [[symbol, this.#renewed(instrument, welcome)] as const];
      }),
    );
    this.#inOrder = [...this.#bySymbol.values()];
    this.#symbols = [...this.#bySymbol.keys()];
    this.#instruments = new Map([...this.#bySymbol].map(([symbol, { steps }]) => [symbol, steps]));
    this.replied(welcome);
  }

  get candles(): ReadonlyMap<string, CandlesMemory> {
    return new Map([...this.#bySymbol].map(([symbol, { candles }]) => [symbol, candles.memory]));
  }

  /** Call it before the welcome. @param since trades that the memory does not have yet */
  recall(memory: ReadonlyMap<string, CandlesMemory>, since: readonly Trade[]): void {
    this.#recalled = new Map([...memory].map(([symbol, bars]) => [symbol, recalled(bars)]));
    for (const trade of since) this.#recalled.get(trade.symbol)?.add(trade);
  }

  /** Call it after the welcome. @param since trades of all instruments, from before the past ended until now */
  addPast(past: readonly PastCandles[], since: readonly Trade[]): void {
    for (const [symbol, { candles }] of this.#bySymbol) {
      const own = since.filter((trade) => trade.symbol === symbol);
      candles.addPast(
        past.filter((one) => one.symbol === symbol),
        own,
      );
    }
  }

  replied(reply: Reply): void {
    for (const { places } of this.#bySymbol.values()) places.replied(reply);
  }

  /** Quantity ahead of an own order. Undefined: unknown. */
  ahead(order: Pick<OwnOrder, 'clientOrderId' | 'symbol' | 'price'>): number | undefined {
    const { replica } = this.#options;
    const view = replica.markets.get(order.symbol);
    const ahead = view && this.#bySymbol.get(order.symbol)?.places.ahead(order, view);
    return replica.inSync ? ahead : undefined;
  }

  filled(fill: Fill): void {
    this.#bySymbol.get(fill.symbol)?.position.filled(fill);
  }

  /** Applies the events of all instruments. */
  record(arrival: Arrival): void {
    const { account, replica } = this.#options;
    for (const event of arrival.singleOrders) this.#bySymbol.get(event.symbol)?.places.observed(event);
    for (const trade of arrival.trades) this.#bySymbol.get(trade.symbol)?.candles.add(trade);
    if (!arrival.names(account)) return;
    for (const event of arrival.concerning(account))
      if (event.type === 'position_update') this.#bySymbol.get(event.symbol)?.position.record(event, replica);
  }

  /**
   * False for a position that a checkpoint repeats unchanged.
   * @param isAsked false: the answer does not matter, and the position is only noted
   */
  isNews(update: PositionUpdate, isAsked: boolean): boolean {
    const own = this.#bySymbol.get(update.symbol);
    if (own === undefined) return false;
    const former = own.lastPosition;
    own.lastPosition = update;
    return isAsked && (former === undefined || !isSamePosition(former, update));
  }

  #renewed(instrument: Instrument, welcome: Welcome): OwnMarket {
    const { account, replica, wantOrders } = this.#options;
    const steps = new InstrumentSteps(frozen(instrument));
    const known = this.#bySymbol.get(instrument.symbol);
    const { candles, places, lastPosition } = known ?? {
      candles: this.#recalled.get(instrument.symbol) ?? new Candles(),
      places: new QueuePlaces(wantOrders),
      lastPosition: undefined,
    };
    const position = new OwnPosition(account, steps, welcome, replica);
    return { candles, places, lastPosition, steps, position };
  }
}

function recalled(memory: CandlesMemory): Candles {
  const candles = new Candles();
  candles.recall(memory);
  return candles;
}

/** A frozen copy of an instrument with all its parts: the bot, other strategies and the lab's exchange share the original. */
function frozen(instrument: Instrument): Instrument {
  const copy = structuredClone(instrument);
  for (const part of [copy, copy.marginTiers, ...copy.marginTiers, copy.priceLimits]) Object.freeze(part);
  return copy;
}

/** True for positions that are equal except for the time. */
function isSamePosition(one: PositionUpdate, other: PositionUpdate): boolean {
  const names = Object.keys(one) as (keyof PositionUpdate)[];
  return names.every((name) => name === 'seq' || name === 'time' || one[name] === other[name]);
}
