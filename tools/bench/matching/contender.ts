/** The interface of both books, and Botpit's implementation of it. */
import { Book, type Incoming } from '../../../src/engine/book/book.ts';
import type { Side } from '../../../src/contract/index.ts';
import { CANCEL, IOC, type Messages } from './streams.ts';

/** An order book for the benchmark. After the same messages, all its values are the same for every book. */
export interface MatchingContender {
  readonly tradedLots: number;
  /** Sum of lots × price. */
  readonly tradedValue: number;
  /** Best prices. -1: the side is empty. */
  readonly best: readonly [bid: number, ask: number];
  run(messages: Messages, from: number, to: number): void;
}

const PRICE_MAX = 1 << 24;
/** Owners of incoming and of resting orders. They differ, so no order meets an order of the same owner. */
const [TAKER, MAKER] = [1, 2] as const;
const SIDES: readonly Side[] = ['buy', 'sell'];

/** The incoming order. One object serves all orders, as in the engine. */
const terms: Incoming = {
  side: 'buy',
  limit: 0,
  lots: 0,
  tradable: 0,
  owner: TAKER,
  selfTradePrevention: 'cancel_incoming',
  meetsOne: false,
};

/**
 * The engine's book, called as the engine calls it. The engine keeps the slot in the order's record. Here, an array by
 * id contains it.
 */
export class BotpitBook implements MatchingContender {
  readonly #book = new Book(PRICE_MAX);
  readonly #slots: Int32Array;
  readonly #readsChanges: boolean;
  tradedLots = 0;
  tradedValue = 0;
  /** Sum of the lots at the levels whose changes were read. It prevents the compiler from leaving the reads out. */
  changedLots = 0;

  /** @param readsChanges true: read the level changes after each message, as a data feed does */
  constructor(ids: number, readsChanges: boolean) {
    this.#slots = new Int32Array(ids + 1);
    this.#readsChanges = readsChanges;
  }

  get best(): readonly [bid: number, ask: number] {
    const { bids, asks } = this.#book;
    return [bids.bestPrice ?? -1, asks.bestPrice ?? -1];
  }

  run({ kind, id, side, price, lots }: Messages, from: number, to: number): void {
    const [book, slots] = [this.#book, this.#slots];
    const skipsChanges = !this.#readsChanges;
    let changed = 0;
    for (let at = from; at < to; at += 1) {
      const what = kind[at] as number;
      const number = id[at] as number;
      if (what >= CANCEL) {
        const slot = slots[number] as number;
        if (slot === 0) continue;
        book.remove(slot);
        slots[number] = 0;
      }
      if (what !== CANCEL) {
        const word = SIDES[side[at] as number] as Side;
        const limit = price[at] as number;
        const wanted = lots[at] as number;
        const left = book.crosses(word, limit) ? this.#match(word, limit, wanted) : wanted;
        if (left > 0 && what !== IOC) this.#rest(number, word, limit, left);
      }
      if (skipsChanges) continue;
      const count = book.readChanges();
      for (let row = 0; row < count; row += 1) changed += book.changedTotal(row);
    }
    book.dropChanges();
    this.changedLots += changed;
  }

  #rest(id: number, side: Side, price: number, lots: number): void {
    const slot = this.#book.add(side, price, lots, MAKER, false);
    this.#slots[id] = slot;
    this.#book.setTag(slot, id);
  }

  #match(side: Side, limit: number, lots: number): number {
    const book = this.#book;
    const { log } = book;
    terms.side = side;
    terms.limit = limit;
    terms.lots = lots;
    terms.tradable = lots;
    book.match(terms);
    let left = lots;
    for (let step = 0; step < log.count; step += 1) {
      const traded = log.lots(step);
      left -= traded;
      this.tradedLots += traded;
      this.tradedValue += traded * log.price(step);
      if (book.openOf(log.slot(step)) === 0) this.#slots[book.tagOf(log.slot(step))] = 0;
    }
    return left;
  }
}
