/** Assembles liquidations from their steps, with the arithmetic of the book and the fund. */
import type { Liquidation } from '../../contract/events.ts';
import { exactSum } from '../feed/exact-sum.ts';

export interface LiquidationCase {
  /** `seq` of its first known step. */
  readonly id: number;
  readonly account: string;
  readonly symbol: string;
  /** Side of the position. `buy` is long. */
  readonly side: Liquidation['side'];
  /** Quantity of the position at the beginning. */
  readonly quantity: number;
  /** Steps, oldest first. */
  readonly steps: readonly Liquidation[];
  readonly isCompleted: boolean;
}

type Steps = [Liquidation, ...Liquidation[]];

/**
 * All liquidations, newest first. The steps of an account's positions may alternate, and the oldest ones may lack their
 * beginning.
 */
export function liquidationCases(steps: readonly Liquidation[]): readonly LiquidationCase[] {
  const all: Steps[] = [];
  const open = new Map<string, Steps>();
  for (const step of steps) {
    const key = `${step.account} ${step.symbol}`;
    const own = open.get(key);
    if (own === undefined || step.stage === 'started') {
      const next: Steps = [step];
      all.push(next);
      open.set(key, next);
    } else own.push(step);
    if (step.stage === 'completed') open.delete(key);
  }
  return all.map((own) => caseOf(own)).toReversed();
}

function caseOf(steps: Steps): LiquidationCase {
  const [first] = steps;
  const { account, symbol, side, quantity } = first;
  return {
    id: first.seq,
    account,
    symbol,
    side,
    quantity,
    steps,
    isCompleted: steps.at(-1)?.stage === 'completed',
  };
}

/** Price at which the exchange took over what a fill closes: the bankruptcy price, or that of a step (L7). */
export function takeoverPrice(steps: readonly Liquidation[], fill: Liquidation): number {
  const takenOver = steps.slice(0, steps.indexOf(fill)).findLast(({ stage }) => stage === 'taken_over');
  return takenOver?.price ?? fill.bankruptcyPrice;
}

/** Payment of a fill into the fund (below 0: out of it): its distance from the takeover's price times its quantity. */
export function fundShare({ side, price, quantity }: Liquidation, takenOverAt: number): number {
  const better = (price ?? takenOverAt) - takenOverAt;
  const share = (side === 'buy' ? better : -better) * quantity;
  return Math.round(share * 1e6) / 1e6;
}

/** The fills since the last takeover, which a step of the fund settles. */
export function settledFills(steps: readonly Liquidation[], fundStep: Liquidation): readonly Liquidation[] {
  const before = steps.slice(0, steps.indexOf(fundStep));
  const from = before.findLastIndex(({ stage }) => stage === 'taken_over' || stage === 'insurance_fund');
  return before.slice(from + 1).filter(({ stage }) => stage === 'filled');
}

/** Total gain of the fund. Below 0: a payment. */
export function fundChange({ steps }: LiquidationCase): number {
  return exactSum(steps.map(({ insuranceFundChange }) => insuranceFundChange ?? 0));
}
