/**
 * Last price with its direction, mark price, phase unless continuous, and spread. The order book shows them as well,
 * and both draw in one turn. The phase follows the clock, so it is drawn alone.
 */
import type { MarketView } from '../../contract/replica.ts';
import { PanelContext, useClocked, useFeed, useMarket, useTopic } from '../feed/use-feed.ts';
import { useQuote } from '../feed/use-quote.ts';
import { formatPrice } from '../format/numbers.ts';
import { phaseText } from '../format/phase-text.ts';
import type { PanelId } from '../layout/panels.ts';
import { DirectionArrow } from '../ui/direction-arrow.tsx';

const MICROS_PER_MS = 1_000;

export function MarketSummary() {
  return (
    <PanelContext value={'ladder' satisfies PanelId}>
      <ShownMarket />
    </PanelContext>
  );
}

function ShownMarket() {
  const market = useMarket();
  if (market === undefined) return null;
  return <Summary key={market.instrument.symbol} market={market} />;
}

function Summary({ market }: { readonly market: MarketView }) {
  useTopic('marks');
  const { lastPrice, direction, spread, isCrossed } = useQuote(market);
  const { tickSize } = market.instrument;
  return (
    <div className="market-summary">
      <output
        className={`last-price direction-${direction}`}
        aria-label={`Last price ${lastPrice}`}
        title="Last price"
      >
        <DirectionArrow direction={direction} />
        <span data-testid="last-price">{lastPrice}</span>
      </output>
      <Fact label="Mark" text={formatPrice(market.markPrice, tickSize)} className="mark" />
      <Phase market={market} />
      <Fact
        label={isCrossed ? 'Crossed by' : 'Spread'}
        text={formatPrice(spread, tickSize)}
        className="spread"
      />
    </div>
  );
}

function Phase({ market }: { readonly market: MarketView }) {
  useTopic('phases');
  const feed = useFeed();
  const text = useClocked(250, () => phaseText(market, (feed.traffic.lastEventAt ?? 0) * MICROS_PER_MS));
  return text !== undefined && <Fact label="Phase" text={text} className="phase" />;
}

interface FactProps {
  readonly label: string;
  readonly text: string;
  readonly className: string;
}

function Fact({ label, text, className }: FactProps) {
  return (
    <span className={`fact fact-${className}`}>
      <span className="label">{label}</span>
      <span className="number">{text}</span>
    </span>
  );
}
