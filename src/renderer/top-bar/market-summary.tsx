/**
 * Last price with its direction, mark price, phase unless continuous, and spread. The order book shows them as well,
 * and both draw in one turn.
 */
import type { MarketView } from '../../contract/replica.ts';
import { useDirection } from '../feed/use-direction.ts';
import { PanelContext, useClocked, useFeed, useMarket, useTopic } from '../feed/use-feed.ts';
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
  useTopic('book');
  useTopic('marks');
  useTopic('trades');
  useTopic('phases');
  const feed = useFeed();
  const phase = useClocked(250, () => phaseText(market, (feed.traffic.lastEventAt ?? 0) * MICROS_PER_MS));
  const { bids, asks, lastPrice, markPrice, instrument } = market;
  const { symbol, tickSize } = instrument;
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
  const spread = bid === undefined || ask === undefined ? undefined : ask - bid;
  return (
    <div className="market-summary">
      <LastPrice symbol={symbol} text={formatPrice(lastPrice, tickSize)} />
      <Fact label="Mark" text={formatPrice(markPrice, tickSize)} className="mark" />
      {phase !== undefined && <Fact label="Phase" text={phase} className="phase" />}
      <Fact label="Spread" text={formatPrice(spread, tickSize)} className="spread" />
    </div>
  );
}

function LastPrice({ symbol, text }: { readonly symbol: string; readonly text: string }) {
  const direction = useDirection(symbol);
  return (
    <output
      className={`last-price direction-${direction}`}
      aria-label={`Last price ${text}`}
      title="Last price"
    >
      <DirectionArrow direction={direction} />
      <span data-testid="last-price">{text}</span>
    </output>
  );
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
