/** The npm package through its cheapest public calls: `limit`, `market` and `cancel`, with journaling off. */
import { OrderBook, Side, type LimitOrderOptions, type MarketOrderOptions } from 'nodejs-order-book';
import type { Contender, Engine, Outcome } from './contender.ts';
import { ADD, BUY, CANCEL, MARKET, type Stream } from './stream.ts';

export const nodejsOrderBook: Engine = {
  name: 'nodejs-order-book',
  start: (stream) => new NodejsOrderBook(stream),
};

class NodejsOrderBook implements Contender {
  readonly #stream: Stream;
  readonly #book = new OrderBook();
  /** Options of each operation, counted from the first one prepared. */
  #limits: (LimitOrderOptions | undefined)[] = [];
  #markets: (MarketOrderOptions | undefined)[] = [];
  #cancels: string[] = [];
  #first = 0;
  #tradedLots = 0;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  prepare(from: number, to: number): void {
    [this.#limits, this.#markets, this.#cancels, this.#first] = [[], [], [], from];
    for (let operation = from; operation < to; operation += 1) {
      const { kind, target } = this.#stream;
      this.#limits.push(kind[operation] === ADD ? this.#limitOf(operation) : undefined);
      this.#markets.push(kind[operation] === MARKET ? this.#marketOf(operation) : undefined);
      this.#cancels.push(kind[operation] === CANCEL ? nameOf(target[operation] as number) : '');
    }
  }

  run(from: number, to: number): void {
    for (let operation = from; operation < to; operation += 1) this.step(operation);
  }

  step(operation: number): void {
    const does = this.#stream.kind[operation];
    const at = operation - this.#first;
    if (does === CANCEL) this.#book.cancel(this.#cancels[at] as string);
    else if (does === ADD) this.#add(this.#limits[at] as LimitOrderOptions);
    else this.#trade(this.#markets[at] as MarketOrderOptions);
  }

  outcome(): Outcome {
    // Asks are sorted from the lowest price, bids from the highest.
    const [asks, bids] = this.#book.depth();
    return {
      tradedLots: this.#tradedLots,
      bestBid: bids[0]?.[0] ?? 0,
      bestAsk: asks[0]?.[0] ?? 0,
      restingLots: [...asks, ...bids].reduce((sum, [, lots]) => sum + lots, 0),
    };
  }

  #add(order: LimitOrderOptions): void {
    const { err } = this.#book.limit(order);
    if (err !== null) throw err;
  }

  #trade(order: MarketOrderOptions): void {
    const { err, quantityLeft } = this.#book.market(order);
    if (err !== null) throw err;
    this.#tradedLots += order.size - quantityLeft;
  }

  #limitOf(operation: number): LimitOrderOptions {
    const { price, lots } = this.#stream;
    const [size, limit] = [lots[operation] as number, price[operation] as number];
    return { side: this.#sideOf(operation), id: nameOf(operation), size, price: limit };
  }

  #marketOf(operation: number): MarketOrderOptions {
    return { side: this.#sideOf(operation), size: this.#stream.lots[operation] as number };
  }

  #sideOf(operation: number): Side {
    return this.#stream.side[operation] === BUY ? Side.BUY : Side.SELL;
  }
}

function nameOf(operation: number): string {
  return `o${operation}`;
}
