import './chart-panel.css';
import './heat-legend.css';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useConnection, useFeedValue, useMarket } from '../feed/use-feed.ts';
import type { BarSeries } from '../../contract/bars.ts';
import type { CandlePrice } from '../../contract/history.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { INTERVALS, type IntervalSeconds } from '../feed/bars.ts';
import { PanelFrame } from '../layout/panel-frame.tsx';
import { LivePill } from '../ui/live-pill.tsx';
import { setUi, useUi } from '../ui/ui-store.ts';
import { useWidth } from '../ui/use-width.ts';
import { autoInterval, WAITED_BARS } from './auto-interval.ts';
import { DrawMenu } from './draw-menu.tsx';
import { startDrawing, TOOL_HINTS } from './drawing-tools.ts';
import { ChartMenu } from './chart-menu.tsx';
import { CHART_LAYERS } from './chart-layers.ts';
import { mostBars } from './chart-options.ts';
import { HeatLegend } from './heat-legend.tsx';
import { PitStateMessage } from './pit-state-message.tsx';
import { useChart } from './use-chart.ts';

export function ChartPanel() {
  const market = useMarket();
  return (
    <PanelFrame id="chart" actions={<ChartActions instrument={market?.instrument} />}>
      {market === undefined ? <PitStateMessage /> : <ChosenChart instrument={market.instrument} />}
    </PanelFrame>
  );
}

/** The chart of the chosen instrument. Another instrument, interval or theme gets a new chart. */
function ChosenChart({ instrument }: { readonly instrument: Instrument }) {
  const interval = useUi((ui) => ui.interval);
  const theme = useUi((ui) => ui.theme);
  const palette = useUi((ui) => ui.palette);
  const key = [instrument.symbol, interval, theme, palette].join(' ');
  useEffect(() => () => setUi({ shownInterval: null }), []);
  return <CandleChart key={key} instrument={instrument} />;
}

function ChartActions({ instrument }: { readonly instrument: Instrument | undefined }) {
  return (
    <>
      <LayerPicker />
      <IntervalPicker />
      {instrument !== undefined && <DrawMenu symbol={instrument.symbol} tickSize={instrument.tickSize} />}
      <ChartMenu />
    </>
  );
}

function LayerPicker() {
  const shown = useUi();
  return (
    <div className="segments chart-layers" role="group" aria-label="Layers of the chart">
      {CHART_LAYERS.map(({ id, label, title }) => (
        <button
          key={id}
          type="button"
          aria-pressed={shown[id]}
          title={title}
          data-testid={`layer-${id}`}
          onClick={() => setUi({ [id]: !shown[id] })}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function IntervalPicker() {
  const interval = useUi((ui) => ui.interval);
  const shown = useUi((ui) => (ui.interval === 'auto' ? ui.shownInterval : null));
  return (
    <div className="segments" role="group" aria-label="Candle length">
      <button
        type="button"
        aria-pressed={interval === 'auto'}
        title="The shortest candles of which all fit the chart"
        data-testid="interval-auto"
        onClick={() => setUi({ interval: 'auto' })}
      >
        Auto
      </button>
      {INTERVALS.map(({ seconds, label }) => (
        <button
          key={seconds}
          type="button"
          aria-pressed={seconds === interval}
          data-shown={seconds === shown || undefined}
          onClick={() => setUi({ interval: seconds })}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function CandleChart({ instrument }: { readonly instrument: Instrument }) {
  const { symbol } = instrument;
  const [isFollowing, setFollowing] = useState(true);
  const rootRef = useRef<HTMLDivElement>(null);
  const interval = useShownInterval(symbol, useWidth(rootRef), isFollowing);
  const isConnected = useConnection().phase === 'connected';
  const price = useUi((ui) => ui.candlePrice);
  const hasBars = useFeedValue(
    ({ market }) => interval !== null && barsOf(market.candles(price, symbol, interval)) > 0,
  );
  const isContinuous = useFeedValue(
    ({ market }) => market.replica.markets.get(symbol)?.phase === 'continuous',
  );
  const tool = useTool();
  const { containerRef, legendRef, overviewRef, followLive } = useChart(instrument, interval, setFollowing);
  return (
    <>
      <div ref={rootRef} className="chart" data-tool={tool}>
        <div
          ref={containerRef}
          id="chart-canvas"
          className="chart-canvas"
          role="img"
          aria-label={`Candles of ${symbol}`}
        />
        <output
          ref={legendRef}
          className="chart-legend"
          aria-live="off"
          title="The candle under the pointer, else the newest"
          data-testid="chart-legend"
        />
        <HeatLegend instrument={instrument} />
        {tool !== undefined && (
          <p className="chart-hint" role="status" data-testid="draw-hint">
            {TOOL_HINTS[tool]}
          </p>
        )}
        {!hasBars && (
          <p className="panel-note">
            {emptyText({ interval, price, isConnected, isContinuous })} {symbol}
          </p>
        )}
        {hasBars && !isFollowing && <LivePill className="chart-live" onClick={followLive} />}
      </div>
      <Overview rootRef={overviewRef} isEmpty={!hasBars} />
    </>
  );
}

interface Emptiness {
  readonly interval: IntervalSeconds | null;
  readonly price: CandlePrice;
  readonly isConnected: boolean;
  /** False in an auction, a halt and before the opening. */
  readonly isContinuous: boolean;
}

/** Reason why there are no candles, up to the symbol. */
function emptyText({ interval, price, isConnected, isContinuous }: Emptiness): string {
  // The bids and asks of an auction have no mid price.
  const wanted = price === 'mid' && isContinuous ? 'bid and ask' : 'trade';
  if (!isConnected) return `No ${wanted} of`;
  return interval === null ? 'Loading the past of' : `Waiting for the first ${wanted} of`;
}

/**
 * Candle length on screen. It does not change while the user has scrolled back, or while the past of the market may
 * still arrive.
 * @param width width of the chart in pixels; 0: not measured yet
 * @returns null: Auto waits for the past before its first choice
 */
function useShownInterval(symbol: string, width: number, isFollowing: boolean): IntervalSeconds | null {
  const chosen = useUi((ui) => ui.interval);
  const price = useUi((ui) => ui.candlePrice);
  const shown = useUi((ui) => ui.shownInterval);
  const most = mostBars(width === 0 ? innerWidth / 2 : width);
  const fitting = useFeedValue(({ market }) => market.fittingInterval(price, symbol, most));
  const isWaitOver = useFeedValue(
    ({ market }) => barsOf(market.candles(price, symbol, INTERVALS[0].seconds)) >= WAITED_BARS,
  );
  const [kept, setKept] = useState(fitting ?? shown);
  const next = autoInterval(kept, { fitting, isWaitOver, isFollowing });
  if (next !== kept) setKept(next);
  const interval = chosen === 'auto' ? next : chosen;
  useEffect(() => setUi({ shownInterval: interval }), [interval]);
  return interval;
}

function barsOf(series: BarSeries | undefined): number {
  return series?.bars.length ?? 0;
}

/** The selected drawing tool, which Escape deselects. */
function useTool() {
  const tool = useUi((ui) => ui.tool) ?? undefined;
  useEffect(() => {
    if (tool === undefined) return undefined;
    const cancel = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') startDrawing(null);
    };
    addEventListener('keydown', cancel);
    return () => removeEventListener('keydown', cancel);
  }, [tool]);
  return tool;
}

interface OverviewProps {
  readonly rootRef: RefObject<HTMLDivElement | null>;
  readonly isEmpty: boolean;
}

function Overview({ rootRef, isEmpty }: OverviewProps) {
  const isShown = useUi((ui) => ui.overview);
  return (
    <div
      ref={rootRef}
      className="overview"
      hidden={!isShown}
      data-empty={isEmpty || undefined}
      data-testid="overview"
    >
      <canvas aria-hidden />
      <div
        className="overview-window"
        role="scrollbar"
        aria-label="Visible candles"
        aria-orientation="horizontal"
        aria-controls="chart-canvas"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={100}
        tabIndex={0}
        title="Visible candles: drag the window or its edges. ← → move it, with Shift its left edge. Home returns to live."
        data-testid="overview-window"
      >
        <span className="overview-grip" data-grip="from" />
        <span className="overview-grip" data-grip="to" />
      </div>
    </div>
  );
}
