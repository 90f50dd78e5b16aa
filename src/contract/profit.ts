/** The profit of an account in parts, as a strategy sees it. */

/**
 * Where the profit comes from: `total` is the change of `equity` since the bot's first login, and the parts add up to it. All
 * are signed: a positive one was earned. A fill is compared with the mark price before it.
 */
export interface ProfitParts {
  readonly total: number;
  /** Distance of own fills from the mark price, of resting orders. */
  readonly spreadAsMaker: number;
  /** The same of orders that traded on arrival; usually negative. */
  readonly spreadAsTaker: number;
  /** Earned by the position while the mark price moved. */
  readonly inventory: number;
  readonly fees: number;
  readonly funding: number;
  /** Positions taken over or auto-deleveraged, against the mark price, and debts that the insurance fund paid. */
  readonly liquidation: number;
}

/** How far the mid price moved in the favour of own fills: against their prices, so many seconds later. */
export interface Markout {
  readonly seconds: number;
  /** Fills that are that old. */
  readonly fills: number;
  /** Mean per unit of quantity; undefined without a fill. */
  readonly perUnit: number | undefined;
  /** Sum in money. */
  readonly money: number;
}

export interface Profit extends ProfitParts {
  /** After 1, 10 and 60 seconds. */
  readonly markouts: readonly Markout[];
}
