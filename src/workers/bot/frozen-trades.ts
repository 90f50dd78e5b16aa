/**
 * Trades on their way to a strategy, which must not change them: the market and other strategies share them.
 *
 * Each trader notes how far it has frozen them. That a trade is frozen says nothing about those before it: a trader with
 * a faster feed may have frozen it and never have read the older ones.
 */
import type { Trade } from '../../contract/events.ts';
import type { Replica } from '../../contract/replica.ts';

export class FrozenTrades {
  readonly #replica: Replica;
  /** The newest trade that has been frozen with all before it. Undefined: none is known. */
  #newest: Trade | undefined;

  constructor(replica: Replica) {
    this.#replica = replica;
  }

  /** The replica's trades, oldest first. Do not keep the array: it changes with the next trade. */
  get all(): readonly Trade[] {
    const { trades } = this.#replica;
    for (let index = trades.length - 1; index >= 0 && trades[index] !== this.#newest; index -= 1)
      Object.freeze(trades[index]);
    this.#newest = trades.at(-1);
    return trades;
  }

  /** Adds trades from before the replica began, which may lie between frozen ones. */
  addPast(trades: readonly Trade[]): void {
    this.#replica.addPast(trades, []);
    this.#newest = undefined;
  }
}
