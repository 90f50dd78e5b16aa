import type { MarketView } from '../../contract/replica.ts';
import { formatPrice } from '../format/numbers.ts';
import { useDirection, type Direction } from './use-direction.ts';
import { useTopic } from './use-feed.ts';

interface Quote {
  readonly lastPrice: string;
  readonly direction: Direction;
  /** Distance of best bid and best ask. Undefined: a side is empty. */
  readonly spread: number | undefined;
  /** True when the bid is above the ask, as orders gather for an auction. */
  readonly isCrossed: boolean;
}

/** Last price and spread. The header and the order book both draw this, in the turn of the order book. */
export function useQuote({ bids, asks, lastPrice, instrument }: MarketView): Quote {
  useTopic('book');
  useTopic('trades');
  const direction = useDirection(instrument.symbol);
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
  const spread = bid === undefined || ask === undefined ? undefined : ask - bid;
  return {
    lastPrice: formatPrice(lastPrice, instrument.tickSize),
    direction,
    spread: spread && Math.abs(spread),
    isCrossed: spread !== undefined && spread < 0,
  };
}
