import type { MarketView } from '../../contract/replica.ts';
import { useDirection } from '../feed/use-direction.ts';
import { useTopic } from '../feed/use-feed.ts';
import { formatCount, formatPrice } from '../format/numbers.ts';
import { DirectionArrow } from '../ui/direction-arrow.tsx';

/** Last price and spread, above the rows. */
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
      <span title="Best ask less best bid">
        <span className="spread">spread {formatPrice(spread, instrument.tickSize)}</span>
        {spread !== undefined && <span className="ticks">{ticksText(spread / instrument.tickSize)}</span>}
      </span>
    </div>
  );
}

function ticksText(ticks: number): string {
  const whole = Math.round(ticks);
  return ` · ${formatCount(whole)} ${whole === 1 ? 'tick' : 'ticks'}`;
}
