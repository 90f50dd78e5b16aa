/** The exchange as a party of a trade: it closes what it took over of a position (rules L2, L3 and L7). */
import { withoutResidue } from '../../contract/decimals.ts';
import type { Liquidation } from '../../contract/events.ts';
import type { PastCommand } from './rewind.ts';

export interface TakeoverFill {
  readonly account: string;
  /** Side of the position that was taken over: `buy` for a long one. */
  readonly side: Liquidation['side'];
  /** Price at which the exchange took it over. */
  readonly price: number;
  /** Lots of the step of the liquidation (L7). Null: the exchange took over the whole position. */
  readonly stepQuantity: number | null;
  /** Payment of the fill into the insurance fund. Negative: the fund paid. */
  readonly fundChange: number;
}

/** @returns undefined when the trade does not belong to a liquidation */
export function takeoverFill({ trade, events }: PastCommand): TakeoverFill | undefined {
  if (!trade.liquidation) return undefined;
  const account = trade.aggressor === 'buy' ? trade.buyAccount : trade.sellAccount;
  const step = events
    .slice(0, events.indexOf(trade))
    .findLast(
      (event): event is Liquidation =>
        event.type === 'liquidation' &&
        event.stage === 'taken_over' &&
        event.account === account &&
        event.symbol === trade.symbol,
    );
  if (step === undefined) return undefined;
  const { side, bankruptcyPrice, price = bankruptcyPrice } = step;
  const better = side === 'buy' ? trade.price - price : price - trade.price;
  return {
    account,
    side,
    price,
    stepQuantity: price === bankruptcyPrice ? null : step.quantity,
    fundChange: withoutResidue(better * trade.quantity),
  };
}
