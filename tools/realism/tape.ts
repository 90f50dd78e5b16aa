/** A recorded market, from a pit or from a file: the input of the figures. Times are in seconds. */
import type { MarketEvent, Trade } from '../../src/contract/events.ts';
import type { MarketView } from '../../src/contract/replica.ts';

export interface Quote {
  readonly time: number;
  readonly bid: number;
  readonly ask: number;
}

export interface AggressiveOrder {
  readonly time: number;
  /** 1: the order bought. -1: it sold. */
  readonly sign: 1 | -1;
  readonly size: number;
}

export interface Tape {
  /** Quotes, one for each change of the best bid or ask while both sides are quoted. */
  readonly quotes: readonly Quote[];
  readonly orders: readonly AggressiveOrder[];
  readonly fills: readonly { readonly time: number; readonly price: number }[];
  /** Quantities of the best ten levels of one side, best first. Both sides are sampled once a second. */
  readonly books: readonly (readonly number[])[];
  /** Number of observed seconds, and of those in which a side was empty. */
  readonly seconds: number;
  readonly oneSidedSeconds: number;
}

export const LEVELS = 10;
const MICROS_PER_SECOND = 1e6;

/** Records the tape of one instrument from its event stream. */
export class TapeRecorder implements Tape {
  readonly quotes: Quote[] = [];
  readonly orders: (AggressiveOrder & { size: number })[] = [];
  readonly fills: { time: number; price: number }[] = [];
  readonly books: (readonly number[])[] = [];
  seconds = 0;
  oneSidedSeconds = 0;
  #aggressor: number | undefined;

  /** @param events events that `market` has applied */
  observed(events: readonly MarketEvent[], market: MarketView): void {
    const last = events.at(-1);
    if (last === undefined) return;
    for (const event of events) {
      if (event.type === 'trade' && event.symbol === market.instrument.symbol) this.#traded(event);
    }
    this.#quoted(last.time / MICROS_PER_SECOND, market);
  }

  /** Samples the book. Call it once a second. */
  look({ bids, asks }: MarketView): void {
    this.seconds += 1;
    if (bids.length === 0 || asks.length === 0) this.oneSidedSeconds += 1;
    for (const side of [asks, bids]) this.books.push(side.slice(0, LEVELS).map(([, quantity]) => quantity));
  }

  /** Adds a trade. The fills of one incoming order are one aggressive order. */
  #traded({ time, price, quantity, aggressor, buyOrderId, sellOrderId }: Trade): void {
    const seconds = time / MICROS_PER_SECOND;
    const id = aggressor === 'buy' ? buyOrderId : sellOrderId;
    const last = this.orders.at(-1);
    if (last !== undefined && this.#aggressor === id) last.size += quantity;
    else this.orders.push({ time: seconds, sign: aggressor === 'buy' ? 1 : -1, size: quantity });
    this.#aggressor = id;
    this.fills.push({ time: seconds, price });
  }

  #quoted(time: number, { bids, asks }: MarketView): void {
    const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
    const last = this.quotes.at(-1);
    if (bid === undefined || ask === undefined || (last?.bid === bid && last.ask === ask)) return;
    if (last?.time === time) this.quotes.pop();
    this.quotes.push({ time, bid, ask });
  }
}
