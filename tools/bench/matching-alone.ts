/**
 * Our order book alone, without accounts and money. It records which price levels change. Either nothing reads them,
 * because nodejs-order-book has no counterpart, or they are published after each operation, as market data requires.
 */
import { Book, marketLimit } from '../../src/engine/book/book.ts';
import type { BookSide } from '../../src/engine/book/book-side.ts';
import { LevelLists } from '../../src/engine/facts/level-lists.ts';
import { ListsInUse } from '../../src/engine/facts/reused.ts';
import type { Contender, Engine, Outcome } from './contender.ts';
import { PRICE_END } from './reference-book.ts';
import { ADD, BUY, CANCEL, type Stream } from './stream.ts';

export const matchingAlone: Engine = {
  name: 'botpit: matching alone',
  start: (stream) => new MatchingAlone(stream, false),
};

export const matchingAndFeed: Engine = {
  name: 'botpit: matching, level changes published',
  start: (stream) => new MatchingAlone(stream, true),
};

export class MatchingAlone implements Contender {
  readonly #stream: Stream;
  readonly #publishesEach: boolean;
  protected readonly book = new Book(PRICE_END);
  /** Slot of each order, by the operation that added it. */
  protected readonly slots: Int32Array;
  readonly #inUse = new ListsInUse();
  readonly #levels = new LevelLists(this.#inUse);
  #tradedLots = 0;

  constructor(stream: Stream, publishesEach: boolean) {
    this.#stream = stream;
    this.#publishesEach = publishesEach;
    this.slots = new Int32Array(stream.count);
  }

  get sharedBytes(): number {
    return this.book.bytes;
  }

  /** Drops level changes that were not published. The book takes plain numbers, so there is nothing to make. */
  prepare(_from: number, _to: number): void {
    this.#publish();
  }

  run(from: number, to: number): void {
    for (let operation = from; operation < to; operation += 1) this.step(operation);
  }

  step(operation: number): void {
    const { kind, target } = this.#stream;
    const does = kind[operation];
    if (does === ADD) this.#add(operation);
    else if (does === CANCEL) this.book.remove(this.slots[target[operation] as number] as number);
    else this.#trade(operation, marketLimit(this.#sideOf(operation)));
    if (this.#publishesEach) this.#publish();
  }

  outcome(): Outcome {
    const { bids, asks } = this.book;
    return {
      tradedLots: this.#tradedLots,
      bestBid: bids.bestPrice ?? 0,
      bestAsk: asks.bestPrice ?? 0,
      restingLots: sumOf(bids) + sumOf(asks),
    };
  }

  #publish(): void {
    const count = this.book.readChanges();
    const bids = this.book.changedBids(count);
    this.book.writeChanges(0, this.#levels.next(bids));
    this.book.writeChanges(bids, this.#levels.next(count - bids));
    this.#inUse.reuse();
  }

  #add(operation: number): void {
    const { price, lots, account } = this.#stream;
    const [limit, wanted] = [price[operation] as number, lots[operation] as number];
    const side = this.#sideOf(operation);
    const isCrossing = this.book.crosses(side, limit);
    const left = isCrossing ? wanted - this.#trade(operation, limit) : wanted;
    if (left === 0) return;
    this.slots[operation] = this.book.add(side, limit, left, account[operation] as number, false);
  }

  /** @returns the number of traded lots */
  #trade(operation: number, limit: number): number {
    const lots = this.#stream.lots[operation] as number;
    const book = this.book;
    book.match({
      side: this.#sideOf(operation),
      limit,
      lots,
      tradable: lots,
      owner: this.#stream.account[operation] as number,
      selfTradePrevention: 'cancel_incoming',
      meetsOne: false,
    });
    let traded = 0;
    for (let step = 0; step < book.log.count; step += 1) traded += book.log.lots(step);
    this.#tradedLots += traded;
    return traded;
  }

  #sideOf(operation: number): 'buy' | 'sell' {
    return this.#stream.side[operation] === BUY ? 'buy' : 'sell';
  }
}

function sumOf(side: BookSide): number {
  let sum = 0;
  for (const { total } of side.levels()) sum += total;
  return sum;
}
