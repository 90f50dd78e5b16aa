import type { MarketView } from '../../contract/replica.ts';
import { formatPrice } from '../format/numbers.ts';
import { useDirection, type Direction } from './use-direction.ts';
import { useTopic } from './use-feed.ts';

interface Quote {
  readonly lastPrice: string;
  readonly direction: Direction;
  /** Best ask less best bid. Undefined: a side is empty. */
  readonly spread: number | undefined;
}

/** Last price and spread. The header and the order book both draw this, in the turn of the order book. */
export function useQuote({ bids, asks, lastPrice, instrument }: MarketView): Quote {
  useTopic('book');
  useTopic('trades');
  const direction = useDirection(instrument.symbol);
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
  return {
    lastPrice: formatPrice(lastPrice, instrument.tickSize),
    direction,
    spread: bid === undefined || ask === undefined ? undefined : ask - bid,
  };
}
