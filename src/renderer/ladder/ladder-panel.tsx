import './ladder-panel.css';
import { Crosshair, Minus, Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import type { MarketView } from '../../contract/replica.ts';
import { useFeed, useMarket, useTopic } from '../feed/use-feed.ts';
import { formatPrice } from '../format/numbers.ts';
import { PanelFrame } from '../layout/panel-frame.tsx';
import { columnWidths } from '../ui/column-widths.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { setUi, useUi } from '../ui/ui-store.ts';
import { useHeight } from '../ui/use-height.ts';
import { BookChanges } from './book-changes.ts';
import { BookSide } from './book-side.tsx';
import { GROUPINGS, groupLevels, nextGrouping } from './group-levels.ts';
import { ladderRows, largestQuantity } from './ladder-rows.ts';
import { ladderWindow } from './ladder-window.ts';
import { OwnNote } from './own-note.tsx';
import { ownOrders } from './own-orders.ts';
import { SpreadRow } from './spread-row.tsx';
import { useLastTrade } from './use-last-trade.ts';

const ROW_PX = 20;
const SPREAD_PX = 28;

export function LadderPanel() {
  const market = useMarket();
  return (
    <PanelFrame id="ladder" actions={market && <Grouping tickSize={market.instrument.tickSize} />}>
      <div className="ladder" style={market && columnWidths(market)}>
        <div className="ladder-heads" aria-hidden>
          <span>Bids</span>
          <span>Price</span>
          <span>Asks</span>
        </div>
        {market === undefined ? <p className="quiet">No order book</p> : <Book market={market} />}
      </div>
    </PanelFrame>
  );
}

function Grouping({ tickSize }: { readonly tickSize: number }) {
  const grouping = useUi((ui) => ui.grouping);
  return (
    <div className="grouping" role="group" aria-label="Ticks to a row">
      <IconButton
        icon={Minus}
        label="Fewer ticks to a row (−)"
        data-testid="group-less"
        disabled={grouping === GROUPINGS[0]}
        onClick={() => setUi({ grouping: nextGrouping(grouping, -1) })}
      />
      <output
        data-testid="grouping"
        title={`A row of the ladder holds ${formatPrice(grouping * tickSize, tickSize)} of price`}
      >
        ×{grouping}
      </output>
      <IconButton
        icon={Plus}
        label="More ticks to a row (+)"
        data-testid="group-more"
        disabled={grouping === GROUPINGS.at(-1)}
        onClick={() => setUi({ grouping: nextGrouping(grouping, 1) })}
      />
    </div>
  );
}

function Book({ market }: { readonly market: MarketView }) {
  useTopic('book');
  useTopic('orders');
  const account = useUi((ui) => ui.account);
  const grouping = useUi((ui) => ui.grouping);
  const wanted = useUi((ui) => ui.ladderShift);
  const [ref, height] = useHeight<HTMLDivElement>();
  const last = useLastTrade(market.instrument.symbol);
  const { instrument } = market;
  const rows = Math.max(2, Math.floor((height - SPREAD_PX) / ROW_PX));
  const shift = Math.min(Math.max(wanted, 1 - market.bids.length), Math.max(0, market.asks.length - 1));
  const { asks: up, bids: down, hasSpread } = ladderWindow(rows, shift);
  const asks = ladderRows(groupLevels(market.asks, 'ask', instrument, grouping, up.to), up.to).slice(up.from);
  const bids = ladderRows(groupLevels(market.bids, 'bid', instrument, grouping, down.to), down.to).slice(
    down.from,
  );
  const own = account === null ? null : ownOrders(market, account, grouping);
  const { lastEventAt = 0 } = useFeed().traffic;
  const [seen] = useState(() => new BookChanges());
  const changes = seen.compare([...asks, ...bids], lastEventAt);
  const shared = { largest: largestQuantity(asks, bids), instrument, last, grouping, own, changes };
  return (
    <div
      ref={ref}
      className="book"
      data-testid="book"
      data-shift={shift}
      onWheel={useWheelRows((moved) => setUi({ ladderShift: shift + moved }))}
    >
      <BookSide side="ask" rows={asks} slots={up.to - up.from} {...shared} />
      {hasSpread && <SpreadRow market={market} />}
      <BookSide side="bid" rows={bids} slots={down.to - down.from} {...shared} />
      {shift !== 0 && <Recentre />}
      {account !== null && <OwnNote market={market} account={account} rows={rows} />}
    </div>
  );
}

function Recentre() {
  return (
    <button
      type="button"
      className="live-pill ladder-centre"
      title="Back to the best prices (C)"
      data-testid="recentre"
      onClick={() => setUi({ ladderShift: 0 })}
    >
      <Crosshair size={12} aria-hidden /> centre
    </button>
  );
}

/** Whole rows out of what a wheel turns or a trackpad swipes. */
function useWheelRows(onMove: (rows: number) => void) {
  const rest = useRef(0);
  return ({ deltaY }: { readonly deltaY: number }) => {
    rest.current -= deltaY / ROW_PX;
    const rows = Math.trunc(rest.current);
    rest.current -= rows;
    if (rows !== 0) onMove(rows);
  };
}
