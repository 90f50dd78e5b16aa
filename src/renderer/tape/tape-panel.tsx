import './tape-panel.css';
import { Funnel } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Trade } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { useFeed, useMarket, useSlowTopic } from '../feed/use-feed.ts';
import { PanelFrame } from '../layout/panel-frame.tsx';
import { LivePill } from '../ui/live-pill.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { columnWidths } from '../ui/column-widths.ts';
import { useWidth } from '../ui/use-width.ts';
import { useVirtualRows } from '../ui/use-virtual-rows.ts';
import { useWritten } from '../ui/use-written.ts';
import { filterTrades, isFiltering, largeQuantity, NO_FILTER, typedQuantity } from './tape-filter.ts';
import { TapeFilterRow, type TapeFields } from './tape-filter-row.tsx';
import { TapeLines, type TapeSight } from './tape-lines.ts';
import { tapeTrades } from './tape-rows.ts';

const ROW_PX = 20;
/** Width from which on both parties have a column. */
const BOTH_PX = 320;
/** Time between two redraws. Rows that change in every frame would be unreadable. */
const REDRAW_MS = 100;

const NO_FIELDS: TapeFields = { account: '', minQuantity: '', large: '' };

export function TapePanel() {
  const market = useMarket();
  const [fields, setFields] = useState(NO_FIELDS);
  const [isOpen, setOpen] = useState(false);
  const [largest, setLargest] = useState<Largest>({ symbol: '', quantity: 0 });
  const ref = useRef<HTMLDivElement>(null);
  const hasBoth = useWidth(ref) >= BOTH_PX;
  // A folded filter does not apply, so hidden settings never hide trades.
  const toggle = () => {
    if (isOpen) setFields(NO_FIELDS);
    setOpen(!isOpen);
  };
  return (
    <PanelFrame
      id="tape"
      actions={
        <IconButton
          icon={Funnel}
          label={isOpen ? 'Show all trades' : 'Filter the trades'}
          data-testid="tape-filter"
          aria-pressed={isOpen}
          onClick={toggle}
        />
      }
    >
      <div
        ref={ref}
        className="tape"
        data-parties={hasBoth ? 'both' : 'one'}
        style={market && columnWidths(market, largestOf(largest, market.instrument.symbol))}
      >
        {isOpen && <TapeFilterRow fields={fields} onChange={setFields} />}
        <div className="tape-heads" aria-hidden>
          <span>Time</span>
          <span>Price</span>
          <span>Size</span>
          {hasBoth ? (
            <>
              <span>Buyer</span>
              <span>Seller</span>
            </>
          ) : (
            <span className="by">
              <span className="account-name" title="The account whose order traded at once">
                Taker
              </span>
            </span>
          )}
        </div>
        {market === undefined ? (
          <p className="quiet">No trades</p>
        ) : (
          <Tape instrument={market.instrument} fields={fields} hasBoth={hasBoth} onLargest={setLargest} />
        )}
      </div>
    </PanelFrame>
  );
}

/** Largest trade that the tape has listed. The column of the sizes never narrows, so that it does not jump. */
interface Largest {
  readonly symbol: string;
  readonly quantity: number;
}

function largestOf({ symbol, quantity }: Largest, wanted: string): number {
  return symbol === wanted ? quantity : 0;
}

interface TapeProps {
  readonly instrument: Instrument;
  readonly fields: TapeFields;
  /** True: a row shows buyer and seller. False: only the aggressor. */
  readonly hasBoth: boolean;
  readonly onLargest: (change: (before: Largest) => Largest) => void;
}

/** The tape. It does not move while the reader has scrolled away from the newest trades. */
function Tape({ instrument, fields, hasBoth, onLargest }: TapeProps) {
  useSlowTopic('trades', REDRAW_MS);
  const { replica } = useFeed().market;
  const { symbol } = instrument;
  const live = tapeTrades(replica.trades, symbol);
  const largest = live.reduce((most, { quantity }) => Math.max(most, quantity), 0);
  useEffect(
    () =>
      onLargest((before) => (largestOf(before, symbol) >= largest ? before : { symbol, quantity: largest })),
    [onLargest, symbol, largest],
  );
  const [held, setHeld] = useState<Held | null>(null);
  const isHeld = held?.symbol === symbol;
  const hold = (wanted: boolean) => {
    if (wanted !== isHeld) setHeld(wanted ? { symbol, trades: live } : null);
  };
  const all = isHeld ? held.trades : live;
  const filter = {
    account: fields.account,
    minQuantity: typedQuantity(fields.minQuantity, NO_FILTER.minQuantity),
  };
  return (
    <TapeList
      trades={isFiltering(filter) ? filterTrades(all, filter) : all}
      emptyText={
        all.length > 0 ? `None of the ${all.length} newest trades matches the filter` : 'No trades yet'
      }
      large={typedQuantity(fields.large, largeQuantity(all))}
      isHeld={isHeld}
      onHold={hold}
      instrument={instrument}
      hasBoth={hasBoth}
      accounts={replica.positions}
    />
  );
}

interface Held {
  readonly symbol: string;
  readonly trades: readonly Trade[];
}

interface TapeListProps extends Omit<TapeSight, 'first' | 'last'> {
  readonly emptyText: string;
  readonly isHeld: boolean;
  readonly onHold: (wanted: boolean) => void;
}

function TapeList({ trades, emptyText, isHeld, onHold, ...shared }: TapeListProps) {
  const { scrollerRef, indexes, allStyle, drawnStyle } = useVirtualRows(trades.length, ROW_PX);
  const listRef = useRef<HTMLOListElement>(null);
  const [first, last] = [indexes[0] ?? 0, (indexes.at(-1) ?? -1) + 1];
  useWritten(listRef, (list) => new TapeLines(list), { trades, first, last, ...shared });
  return (
    <div className="tape-list">
      <div
        ref={scrollerRef}
        className="tape-scroller"
        tabIndex={0}
        role="region"
        aria-label="Trades, newest first"
        onKeyDown={onArrow}
        onScroll={(event) => onHold(event.currentTarget.scrollTop > 0)}
      >
        <div style={allStyle}>
          <ol ref={listRef} style={drawnStyle} />
        </div>
      </div>
      {trades.length === 0 && <p className="panel-note">{emptyText}</p>}
      {isHeld && <LivePill className="tape-live" onClick={() => scrollerRef.current?.scrollTo({ top: 0 })} />}
    </div>
  );
}

/** Moves from trade to trade with the arrow keys. A row that the scroll has not drawn yet appears in the next frame. */
function onArrow(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  const list = event.currentTarget;
  const step = event.key === 'ArrowDown' ? 1 : -1;
  if (!moveFocus(list, step)) requestAnimationFrame(() => moveFocus(list, step));
}

/** @returns true when there is a row to go to */
function moveFocus(list: HTMLElement, step: 1 | -1): boolean {
  const rows = [...list.querySelectorAll<HTMLElement>('.tape-row')];
  const next = rows[rows.findIndex((row) => row === document.activeElement) + step];
  next?.focus();
  return next !== undefined;
}
