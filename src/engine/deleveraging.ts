/**
 * Auto-deleveraging. Rule L4: the part of a position that neither the book nor the fund could take is closed against
 * the opposite positions at the bankruptcy price, without a fee, the highest score first. The score is profit ratio ×
 * effective leverage. Ties go to the older account. Positions in a market sum to zero, so nothing remains.
 */
import type { PriceTicks, QuantityLots, Side } from '../contract/index.ts';
import { assert } from './arithmetic.ts';
import { closeAt, equityOf, positionOf, unrealizedAt } from './ledger.ts';
import { exposureAt } from './margin.ts';
import type { Account, EngineState, Market, Position, Takeover } from './state.ts';

/** A score is the fraction `numerator` / `denominator`. The denominator is above 0. */
interface Ranked {
  readonly position: Position;
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export interface Deleveraged {
  readonly counterparty: Account;
  readonly lots: QuantityLots;
}

/** Closes `takeover.lots` against the opposite positions of the market. @returns accounts and their lots, in order */
export function deleverage(state: EngineState, market: Market, takeover: Takeover): readonly Deleveraged[] {
  if (takeover.lots === 0) return [];
  const closed: Deleveraged[] = [];
  let left = takeover.lots;
  for (const position of ranking(market, takeover.side)) {
    if (left === 0) break;
    const lots = Math.min(left, Math.abs(position.lots)) as QuantityLots;
    closeAt(state, position, lots, takeover.price);
    left = (left - lots) as QuantityLots;
    closed.push({ counterparty: position.account, lots });
  }
  assert(left === 0, `${left} lots of a position taken over found no opposite position`);
  return closed;
}

/**
 * Positions opposite to one that an order of `side` would close. A sale closes a long position, so these are the short
 * ones.
 */
function ranking(market: Market, side: Side): readonly Position[] {
  const wanted = side === 'sell' ? -1 : 1;
  return [...market.holders]
    .map((account) => positionOf(account, market))
    .filter(({ lots }) => Math.sign(lots) === wanted)
    .map((position) => ranked(position, market.markPrice))
    .toSorted(byScore)
    .map(({ position }) => position);
}

/** Profit over cost, times exposure over equity. Equity below one unit counts as one unit. */
function ranked(position: Position, mark: PriceTicks): Ranked {
  const equity = Math.max(1, equityOf(position.margin));
  return {
    position,
    numerator: BigInt(unrealizedAt(position, mark)) * BigInt(exposureAt(position, mark)),
    denominator: BigInt(Math.max(1, Math.abs(position.costBasis))) * BigInt(equity),
  };
}

function byScore(a: Ranked, b: Ranked): number {
  const difference = b.numerator * a.denominator - a.numerator * b.denominator;
  if (difference !== 0n) return difference > 0n ? 1 : -1;
  return a.position.account.index - b.position.account.index;
}
