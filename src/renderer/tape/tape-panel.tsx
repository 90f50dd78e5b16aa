import './tape-panel.css';
import { memo, useState } from 'react';
import type { Trade } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { useFeed, useMarket, useTopic } from '../feed/use-feed.ts';
import { formatQuantity } from '../format/numbers.ts';
import { formatClock, formatFullTime } from '../format/times.ts';
import { PanelFrame } from '../layout/panel-frame.tsx';
import { LivePill } from '../ui/live-pill.tsx';
import { Numeral } from '../ui/numeral.tsx';
import { columnWidths } from '../ui/column-widths.ts';
import { useVirtualRows } from '../ui/use-virtual-rows.ts';
import { aggressorAccount, splitName, tapeRow, tapeTrades, tradeWords } from './tape-rows.ts';

const ROW_PX = 20;

export function TapePanel({ within }: { readonly within: 'row' | 'column' }) {
  const market = useMarket();
  return (
    <PanelFrame
      id="tape"
      within={within}
      defaultSize={within === 'row' ? 240 : '42'}
      minSize={within === 'row' ? 200 : 80}
      maxSize={within === 'row' ? 420 : '100'}
      groupResizeBehavior={within === 'row' ? 'preserve-pixel-size' : 'preserve-relative-size'}
    >
      <div className="tape" style={market && columnWidths(market)}>
        <div className="tape-heads" aria-hidden>
          <span>Time</span>
          <span>Price</span>
          <span>Size</span>
          <span>By</span>
        </div>
        {market === undefined ? <p className="quiet">No trades</p> : <Tape instrument={market.instrument} />}
      </div>
    </PanelFrame>
  );
}

/** While the reader has scrolled away from the newest trades, the tape stands still. */
function Tape({ instrument }: { readonly instrument: Instrument }) {
  useTopic('trades');
  const { replica } = useFeed();
  const live = tapeTrades(replica.trades, instrument.symbol);
  const [held, setHeld] = useState<Held | null>(null);
  const isHeld = held?.symbol === instrument.symbol;
  const hold = (wanted: boolean) => {
    if (wanted !== isHeld) setHeld(wanted ? { symbol: instrument.symbol, trades: live } : null);
  };
  return (
    <TapeList trades={isHeld ? held.trades : live} isHeld={isHeld} onHold={hold} instrument={instrument} />
  );
}

interface Held {
  readonly symbol: string;
  readonly trades: readonly Trade[];
}

interface TapeListProps {
  /** Newest first. */
  readonly trades: readonly Trade[];
  readonly isHeld: boolean;
  readonly onHold: (wanted: boolean) => void;
  readonly instrument: Instrument;
}

function TapeList({ trades, isHeld, onHold, instrument }: TapeListProps) {
  const { scrollerRef, indexes, allStyle, drawnStyle } = useVirtualRows(trades.length, ROW_PX);
  return (
    <div className="tape-list">
      <div
        ref={scrollerRef}
        className="tape-scroller"
        tabIndex={0}
        role="region"
        aria-label="Trades, newest first"
        onScroll={(event) => onHold(event.currentTarget.scrollTop > 0)}
      >
        <div style={allStyle}>
          <ol style={drawnStyle}>
            {indexes.map((index) => {
              const trade = trades[index];
              if (trade === undefined) return null;
              const before = trades[index + 1];
              return <TapeLine key={trade.tradeId} trade={trade} before={before} instrument={instrument} />;
            })}
          </ol>
        </div>
      </div>
      {trades.length === 0 && <p className="panel-note">No trades yet</p>}
      {isHeld && <LivePill className="tape-live" onClick={() => scrollerRef.current?.scrollTo({ top: 0 })} />}
    </div>
  );
}

interface TapeLineProps {
  readonly trade: Trade;
  readonly before: Trade | undefined;
  readonly instrument: Instrument;
}

const TapeLine = memo(function TapeLine({ trade, before, instrument }: TapeLineProps) {
  const { same, changed } = tapeRow(trade, before, instrument.tickSize);
  return (
    <li
      className="tape-row"
      title={tradeWords(trade, instrument)}
      data-testid="trade-row"
      data-trade-id={trade.tradeId}
      data-aggressor={trade.aggressor}
      data-liquidation={trade.liquidation || undefined}
    >
      <time title={formatFullTime(trade.time)}>{formatClock(trade.time)}</time>
      <span className="price">
        {same}
        <span className="changed">{changed}</span>
      </span>
      <span className="size">
        <Numeral text={formatQuantity(trade.quantity, instrument.lotSize)} />
      </span>
      <AccountName account={aggressorAccount(trade)} />
    </li>
  );
});

function AccountName({ account }: { readonly account: string }) {
  const [start, end] = splitName(account);
  return (
    <span className="by" title={account}>
      <span className="by-start">{start}</span>
      <span className="by-end">{end}</span>
    </span>
  );
}
