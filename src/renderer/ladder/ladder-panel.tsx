import './ladder-panel.css';
import type { MarketView } from '../../contract/replica.ts';
import { useMarket, useTopic } from '../feed/use-feed.ts';
import { PanelFrame } from '../layout/panel-frame.tsx';
import { columnWidths } from '../ui/column-widths.ts';
import { useHeight } from '../ui/use-height.ts';
import { BookSide } from './book-side.tsx';
import { ladderRows, largestQuantity } from './ladder-rows.ts';
import { SpreadRow } from './spread-row.tsx';

const ROW_PX = 20;
const SPREAD_PX = 28;

export function LadderPanel({ within }: { readonly within: 'row' | 'column' }) {
  const market = useMarket();
  return (
    <PanelFrame
      id="ladder"
      within={within}
      defaultSize={within === 'row' ? 280 : '58'}
      minSize={within === 'row' ? 220 : 120}
      maxSize={within === 'row' ? 380 : '100'}
      groupResizeBehavior={within === 'row' ? 'preserve-pixel-size' : 'preserve-relative-size'}
    >
      <div className="ladder" style={market && columnWidths(market)}>
        <div className="ladder-heads" aria-hidden>
          <span>Price</span>
          <span>Size</span>
          <span>Total</span>
        </div>
        {market === undefined ? <p className="quiet">No order book</p> : <Book market={market} />}
      </div>
    </PanelFrame>
  );
}

function Book({ market }: { readonly market: MarketView }) {
  useTopic('book');
  const [ref, height] = useHeight<HTMLDivElement>();
  const count = Math.max(1, Math.floor((height - SPREAD_PX) / 2 / ROW_PX));
  const asks = ladderRows(market.asks, count);
  const bids = ladderRows(market.bids, count);
  const largest = largestQuantity(asks, bids);
  return (
    <div ref={ref} className="book">
      <BookSide side="ask" rows={asks} largest={largest} instrument={market.instrument} />
      <SpreadRow market={market} />
      <BookSide side="bid" rows={bids} largest={largest} instrument={market.instrument} />
    </div>
  );
}
