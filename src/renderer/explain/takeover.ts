/** The exchange as a party of a trade: it closes a position that it took over (rules L2 and L3). */
import type { Liquidation } from '../../contract/events.ts';
import type { PastCommand } from './rewind.ts';

export interface TakeoverFill {
  readonly account: string;
  /** Of the position that was taken over: `buy` for a long one. */
  readonly side: Liquidation['side'];
  readonly bankruptcyPrice: number;
  /** The fill's payment into the insurance fund; negative: the fund paid. */
  readonly fundChange: number;
}

const DIGITS = 12;

/** @returns undefined when the trade is none of a liquidation */
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
  const { side, bankruptcyPrice } = step;
  const better = side === 'buy' ? trade.price - bankruptcyPrice : bankruptcyPrice - trade.price;
  return {
    account,
    side,
    bankruptcyPrice,
    fundChange: Number((better * trade.quantity).toPrecision(DIGITS)),
  };
}
