import './ladder-panel.css';
import { Crosshair, Minus, Plus } from 'lucide-react';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { MarketView } from '../../contract/replica.ts';
import { useFeed, useMarket, useTopic } from '../feed/use-feed.ts';
import type { TradedVolume } from '../feed/volume-at-price.ts';
import { decimalsOf, formatPrice } from '../format/numbers.ts';
import { PanelFrame } from '../layout/panel-frame.tsx';
import { columnWidths } from '../ui/column-widths.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { setUi, useUi } from '../ui/ui-store.ts';
import { useHeight } from '../ui/use-height.ts';
import { useWritten } from '../ui/use-written.ts';
import { BookChanges } from './book-changes.ts';
import { keyedLevels, rowsInSight } from './book-sight.ts';
import { LadderAnchor } from './ladder-anchor.ts';
import { LadderLines, type BookSight } from './ladder-lines.ts';
import { largestQuantity } from './ladder-rows.ts';
import { OwnNote } from './own-note.tsx';
import { ownOrders } from './own-orders.ts';
import { GROUPINGS, nextGrouping, PriceSteps } from './price-steps.ts';
import { SpreadRow } from './spread-row.tsx';
import { useLastTrade } from './use-last-trade.ts';

const ROW_PX = 20;
const NO_VOLUMES: ReadonlyMap<number, TradedVolume> = new Map();

export function LadderPanel() {
  const market = useMarket();
  return (
    <PanelFrame id="ladder" actions={market && <Grouping tickSize={market.instrument.tickSize} />}>
      <div
        className="ladder"
        style={market && columnWidths(market)}
        data-numbers={market !== undefined && hasLongNumbers(market) ? 'long' : undefined}
      >
        {market !== undefined && <SpreadRow market={market} />}
        <div className="ladder-heads">
          <span title="Quantity that buyers offer to buy">Bids</span>
          <span>Price</span>
          <span title="Quantity that sellers offer to sell">Asks</span>
          <span title="Volume traded at the price, as far back as this window knows">Vol</span>
        </div>
        {market === undefined ? <p className="quiet">No order book</p> : <Book market={market} />}
      </div>
    </PanelFrame>
  );
}

/** Length of a price, and decimals of a quantity, from which on a narrow ladder has no room for the volume. */
const LONG_PRICE = 11;
const LONG_DECIMALS = 6;

function hasLongNumbers({ markPrice, instrument: { tickSize, lotSize } }: MarketView): boolean {
  return formatPrice(markPrice, tickSize).length > LONG_PRICE || decimalsOf(lotSize) > LONG_DECIMALS;
}

function Grouping({ tickSize }: { readonly tickSize: number }) {
  const grouping = useUi((ui) => ui.grouping);
  return (
    <div className="grouping" role="group" aria-label="Ticks to a row">
      <IconButton
        icon={Minus}
        label="Fewer ticks per row (−)"
        data-testid="group-less"
        disabled={grouping === GROUPINGS[0]}
        onClick={() => setUi({ grouping: nextGrouping(grouping, -1) })}
      />
      <output
        data-testid="grouping"
        title={`Each row covers ${formatPrice(grouping * tickSize, tickSize)} of price`}
      >
        ×{grouping}
      </output>
      <IconButton
        icon={Plus}
        label="More ticks per row (+)"
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
  const grouping = useUi((ui) => ui.grouping);
  const wanted = useUi((ui) => ui.ladderShift);
  const marked = useMarkedAccounts();
  const [ref, height] = useHeight<HTMLDivElement>();
  const { instrument } = market;
  const last = useLastTrade(instrument.symbol);
  const feed = useFeed();
  const [anchor] = useState(() => new LadderAnchor());
  const [seen] = useState(() => new BookChanges());
  const steps = useMemo(() => new PriceSteps(instrument.tickSize, grouping), [instrument.tickSize, grouping]);
  const fitting = Math.max(3, Math.floor(height / ROW_PX));
  const { rows, shift } = rowsInSight(market, { steps, rows: fitting, wanted, anchor });
  const onWheel = useWheelRows((moved) => setUi({ ladderShift: shift + moved }));
  const isEmpty = market.bids.length + market.asks.length === 0;
  return (
    <div
      ref={ref}
      className="book"
      role="group"
      aria-label="Rows of the order book. Arrow keys scroll, Home returns to the middle of the market."
      tabIndex={0}
      data-testid="book"
      data-shift={shift}
      onWheel={onWheel}
      onKeyDown={(event) => scrollByKey(event, shift, fitting)}
    >
      <BookRows
        rows={rows}
        largest={largestQuantity(rows)}
        instrument={instrument}
        steps={steps}
        last={last}
        volumes={feed.market.volumes.get(instrument.symbol)?.in(steps) ?? NO_VOLUMES}
        owners={marked.map((account) => ownOrders(market, account, steps))}
        changes={seen.compare(keyedLevels(rows), feed.traffic.lastEventAt ?? 0)}
      />
      {isEmpty && <p className="book-note">No orders rest in this book.</p>}
      {shift !== 0 && <Recentre />}
      {marked[0] !== undefined && <OwnNote market={market} account={marked[0]} rows={fitting} />}
    </div>
  );
}

function BookRows(sight: BookSight) {
  const listRef = useRef<HTMLOListElement>(null);
  useWritten(listRef, (list) => new LadderLines(list), sight);
  return <ol ref={listRef} className="book-rows" aria-label="Order book" />;
}

/** The selected account and the user's own one. */
function useMarkedAccounts(): readonly string[] {
  const account = useUi((ui) => ui.account);
  const ownAccount = useUi((ui) => ui.ownAccount);
  return [account, ownAccount === account ? null : ownAccount].flatMap((one) => one ?? []);
}

function Recentre() {
  return (
    <button
      type="button"
      className="live-pill ladder-centre"
      title="Back to the middle of the market (C)"
      data-testid="recentre"
      onClick={() => setUi({ ladderShift: 0 })}
    >
      <Crosshair size={12} aria-hidden /> centre
    </button>
  );
}

const ROWS_BY_KEY: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1 };

function scrollByKey(event: KeyboardEvent, shift: number, rows: number): void {
  const pages: Readonly<Record<string, number>> = { PageUp: rows - 1, PageDown: 1 - rows };
  const moved = event.key === 'Home' ? -shift : (ROWS_BY_KEY[event.key] ?? pages[event.key]);
  if (moved === undefined) return;
  event.preventDefault();
  // These keys have other meanings in the window.
  event.stopPropagation();
  setUi({ ladderShift: shift + moved });
}

/** Converts the movement of a wheel or a trackpad to whole rows. */
function useWheelRows(onMove: (rows: number) => void) {
  const rest = useRef(0);
  return ({ deltaY }: { readonly deltaY: number }) => {
    rest.current -= deltaY / ROW_PX;
    const rows = Math.trunc(rest.current);
    rest.current -= rows;
    if (rows !== 0) onMove(rows);
  };
}
