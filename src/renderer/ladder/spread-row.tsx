import type { MarketView } from '../../contract/replica.ts';
import { useDirection } from '../feed/use-direction.ts';
import { useTopic } from '../feed/use-feed.ts';
import { formatPrice } from '../format/numbers.ts';
import { DirectionArrow } from '../ui/direction-arrow.tsx';

/** Last price and spread, between asks and bids. */
export function SpreadRow({ market }: { readonly market: MarketView }) {
  useTopic('trades');
  const { bids, asks, lastPrice, instrument } = market;
  const direction = useDirection(instrument.symbol);
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
  const spread = bid === undefined || ask === undefined ? undefined : ask - bid;
  return (
    <div className="spread-row" data-testid="spread-row">
      <span className={`last direction-${direction}`} title="Last price">
        <DirectionArrow direction={direction} />
        {formatPrice(lastPrice, instrument.tickSize)}
      </span>
      <span className="spread" title="Best ask less best bid">
        spread {formatPrice(spread, instrument.tickSize)}
      </span>
    </div>
  );
}
