/** Profit of an account, split into parts, as a strategy reads it. */

/**
 * Sources of the profit. `total` is the change of `equity` since the bot's first login, and the parts add up to it. All
 * of them are signed: a positive one was earned. A fill is compared with the mark price before it.
 */
export interface ProfitParts {
  readonly total: number;
  /** Distance of the own fills from the mark price, for resting orders. */
  readonly spreadAsMaker: number;
  /** The same for orders that traded on arrival. Usually negative. */
  readonly spreadAsTaker: number;
  /** Profit of the position while the mark price moved. */
  readonly inventory: number;
  readonly fees: number;
  readonly funding: number;
  /** Positions taken over or auto-deleveraged, against the mark price, and debts that the insurance fund paid. */
  readonly liquidation: number;
}

/**
 * What the own fills were worth at the mid price so many seconds later, against their own prices: mid − price of a buy,
 * price − mid of a sell. Positive: a profit. It contains half the spread, which a maker earns and a taker pays. A maker's
 * half spread at the fill, less its markout, is what adverse selection cost it.
 */
export interface Markout {
  readonly seconds: number;
  /** Number of fills that are that old and whose book had a mid price by then. */
  readonly fills: number;
  /** Mean per unit of quantity. Undefined without a fill. */
  readonly perUnit: number | undefined;
  /** Sum over all fills, in currency. */
  readonly money: number;
}

export interface Profit extends ProfitParts {
  /** Markouts after 1, 10 and 60 seconds. */
  readonly markouts: readonly Markout[];
}
