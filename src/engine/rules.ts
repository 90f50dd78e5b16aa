/**
 * Versions of the rules that an engine can apply. A session keeps the version with which it began, so a journal of an
 * older program replays to the same events.
 *
 * 1. Positions are margined at the mark price. An order that only reduces is never weighed again. A trade may cost its
 *    owner more than its equity.
 * 2. R4 weighs at the dearer of price and mark, and weighs again when a position shrinks; M13 bounds what a voluntary
 *    trade may cost; A4 charges no fee that the equity does not cover.
 * 3. M13: an account with negative equity bears no price. R4 weighs again within a step, before the next order of an
 *    account whose position shrank is met. A debt that the fund could not pay is not paid by a later `set_margin`.
 * 4. P3: without an index, quotes beyond the price limits pull the mark price no farther than to the limit. P4: the
 *    reference price begins as if the configured price had always been the mark.
 * 5. A trade publishes the fee of each side.
 * 6. H11: no auction trades outside its collar around the mark price. M13: a reduce-only order of an account that waits
 *    with negative equity for another market is rejected as one that its owner does not bear, before M7. M14: an auction
 *    ends all pairs at once. H4: of equally good prices an auction takes the one nearest to the mark price.
 */
export const RULES_VERSION = 6;

/** Behaviour of one version. */
export interface Rules {
  readonly version: number;
  /** R4: opened lots count at their order's price where that is more expensive than the mark price. */
  readonly weighsAtOrderPrice: boolean;
  /** R4: when a position shrinks, its owner's orders are weighed again. */
  readonly weighsAgain: boolean;
  /** M13 and A4: no voluntary trade, and no fee, costs more than the equity that pays for it. */
  readonly boundsLosses: boolean;
  /** M13: an account with negative equity makes no voluntary trade at any price. */
  readonly bindsDebtors: boolean;
  /** R4: orders are weighed again before they trade, not only after a step. */
  readonly weighsWithinStep: boolean;
  /** The fund pays the debt of a flat account at most once. */
  readonly paysDebtsOnce: boolean;
  /** P3: the sample that an impact mark follows lies within the price limits. */
  readonly limitsSamples: boolean;
  /** P4: all samples of the reference price begin at the configured price. */
  readonly beginsWithReference: boolean;
  /** A4: `trade` has `buyFee` and `sellFee`. */
  readonly publishesFees: boolean;
  /** M13 comes before M7 for an account that waits with negative equity for another market (H7). */
  readonly bindsWaitingDebtors: boolean;
  /** M14: an auction cancels the other orders of all pairs at once, not one after the other. */
  readonly endsPairsAtOnce: boolean;
  /** H4: of equally good prices, an auction takes the one nearest to the mark price, not to the reference price. */
  readonly prefersMark: boolean;
  /** H11: auctions have a collar. */
  readonly collarsAuctions: boolean;
}

/** @throws RangeError when this program does not know the version */
export function rulesOf(version: number): Rules {
  if (version < 1 || version > RULES_VERSION) {
    throw new RangeError(
      `rules version ${version} is not between 1 and ${RULES_VERSION}, the versions of this program`,
    );
  }
  const [isSecond, isThird, isFourth, isSixth] = [version >= 2, version >= 3, version >= 4, version >= 6];
  return {
    version,
    weighsAtOrderPrice: isSecond,
    weighsAgain: isSecond,
    boundsLosses: isSecond,
    bindsDebtors: isThird,
    weighsWithinStep: isThird,
    paysDebtsOnce: isThird,
    limitsSamples: isFourth,
    beginsWithReference: isFourth,
    publishesFees: version >= 5,
    bindsWaitingDebtors: isSixth,
    endsPairsAtOnce: isSixth,
    prefersMark: isSixth,
    collarsAuctions: isSixth,
  };
}
