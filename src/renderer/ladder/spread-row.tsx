import type { MarketView } from '../../contract/replica.ts';
import { useQuote } from '../feed/use-quote.ts';
import { formatCount, formatPrice } from '../format/numbers.ts';
import { DirectionArrow } from '../ui/direction-arrow.tsx';

/** Last price and spread, above the rows. */
export function SpreadRow({ market }: { readonly market: MarketView }) {
  const { lastPrice, direction, spread, isCrossed } = useQuote(market);
  const { tickSize } = market.instrument;
  return (
    <div className="spread-row" data-testid="spread-row">
      <span className={`last direction-${direction}`} title="Last price">
        <DirectionArrow direction={direction} />
        {lastPrice}
      </span>
      <span
        title={
          isCrossed ? 'Best bid less best ask: the orders gather for an auction' : 'Best ask less best bid'
        }
      >
        <span className="spread">
          {isCrossed ? 'crossed by' : 'spread'} {formatPrice(spread, tickSize)}
        </span>
        {spread !== undefined && <span className="ticks">{ticksText(spread / tickSize)}</span>}
      </span>
    </div>
  );
}

function ticksText(ticks: number): string {
  const whole = Math.round(ticks);
  return ` · ${formatCount(whole)} ${whole === 1 ? 'tick' : 'ticks'}`;
}
