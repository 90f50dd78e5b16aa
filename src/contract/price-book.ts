/** A replicated book, updated from `book_update` events. */
import type { BookUpdate, Level } from './events.ts';
import { PriceLevels } from './price-levels.ts';

export class PriceBook {
  readonly #bids = new PriceLevels('bids');
  readonly #asks = new PriceLevels('asks');

  /** Bids, best first. Do not keep the array: it changes with the book. */
  get bids(): readonly Level[] {
    return this.#bids.all;
  }

  /** Asks, best first. Do not keep the array: it changes with the book. */
  get asks(): readonly Level[] {
    return this.#asks.all;
  }

  update({ snapshot, depth, bids, asks }: BookUpdate): void {
    // A cut snapshot contains nothing new for a reader in sync. A reader that starts afresh begins with an empty
    // book.
    if (snapshot && depth === undefined) {
      this.#bids.replaceAll(bids);
      this.#asks.replaceAll(asks);
      return;
    }
    for (const level of bids) this.#bids.set(level);
    for (const level of asks) this.#asks.set(level);
  }
}
