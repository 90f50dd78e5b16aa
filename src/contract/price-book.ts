/** A replicated book, kept by its `book_update`s. */
import type { BookUpdate, Level } from './events.ts';
import { PriceLevels } from './price-levels.ts';

export class PriceBook {
  readonly #bids = new PriceLevels('bids');
  readonly #asks = new PriceLevels('asks');

  /** Best first. Read it, never keep it: it changes with the book. */
  get bids(): readonly Level[] {
    return this.#bids.all;
  }

  /** As `bids`. */
  get asks(): readonly Level[] {
    return this.#asks.all;
  }

  update({ snapshot, depth, bids, asks }: BookUpdate): void {
    // A cut snapshot holds nothing new for a reader in step, which begins a fresh start with an empty book.
    if (snapshot && depth === undefined) {
      this.#bids.replaceAll(bids);
      this.#asks.replaceAll(asks);
      return;
    }
    for (const level of bids) this.#bids.set(level);
    for (const level of asks) this.#asks.set(level);
  }
}
