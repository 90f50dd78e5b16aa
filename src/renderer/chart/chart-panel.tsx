import './chart-panel.css';
import './heat-legend.css';
import { useEffect, type RefObject } from 'react';
import { useConnection, useFeedValue, useMarket } from '../feed/use-feed.ts';
import type { Instrument } from '../../contract/instrument.ts';
import { INTERVALS, type IntervalSeconds } from '../feed/bars.ts';
import { PanelFrame } from '../layout/panel-frame.tsx';
import { LivePill } from '../ui/live-pill.tsx';
import { setUi, useUi } from '../ui/ui-store.ts';
import { DrawMenu } from './draw-menu.tsx';
import { startDrawing, TOOL_HINTS } from './drawing-tools.ts';
import { ChartMenu } from './chart-menu.tsx';
import { CHART_LAYERS } from './chart-layers.ts';
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

/** Another instrument, interval or theme gets a new chart. */
function ChosenChart({ instrument }: { readonly instrument: Instrument }) {
  const interval = useUi((ui) => ui.interval);
  const theme = useUi((ui) => ui.theme);
  const palette = useUi((ui) => ui.palette);
  const key = [instrument.symbol, interval, theme, palette].join(' ');
  return <CandleChart key={key} instrument={instrument} interval={interval} />;
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
  return (
    <div className="segments" role="group" aria-label="Candle length">
      {INTERVALS.map(({ seconds, label }) => (
        <button
          key={seconds}
          type="button"
          aria-pressed={seconds === interval}
          onClick={() => setUi({ interval: seconds })}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

interface CandleChartProps {
  readonly instrument: Instrument;
  readonly interval: IntervalSeconds;
}

function CandleChart({ instrument, interval }: CandleChartProps) {
  const { symbol } = instrument;
  const isConnected = useConnection().phase === 'connected';
  const price = useUi((ui) => ui.candlePrice);
  const hasBars = useFeedValue(({ market }) => market.candles(price, symbol, interval) !== undefined);
  const tool = useTool();
  const { containerRef, legendRef, overviewRef, isFollowing, followLive } = useChart(instrument, interval);
  return (
    <>
      <div className="chart" data-tool={tool}>
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
            {isConnected ? 'Waiting for the first trade of' : 'No trade of'} {symbol}
          </p>
        )}
        {hasBars && !isFollowing && <LivePill className="chart-live" onClick={followLive} />}
      </div>
      <Overview rootRef={overviewRef} />
    </>
  );
}

/** The tool in the user's hand, which Escape puts away. */
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

function Overview({ rootRef }: { readonly rootRef: RefObject<HTMLDivElement | null> }) {
  const isShown = useUi((ui) => ui.overview);
  return (
    <div ref={rootRef} className="overview" hidden={!isShown} data-testid="overview">
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
