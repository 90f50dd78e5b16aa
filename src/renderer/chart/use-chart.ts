import { useEffect, useRef, type RefObject } from 'react';
import { useFeed } from '../feed/use-feed.ts';
import type { Bar } from '../../contract/bars.ts';
import type { BotEvent } from '../../contract/bot-events.ts';
import type { Liquidation } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import type { IntervalSeconds } from '../feed/bars.ts';
import type { Feed } from '../feed/feed.ts';
import type { MarketData } from '../feed/market-data.ts';
import type { FlowPoint } from '../feed/trade-flow.ts';
import { shownBots, useBotHistory } from '../pit/bot-history.ts';
import { usePitStore } from '../pit/pit-store.ts';
import { setUi, useUi, type Ui } from '../ui/ui-store.ts';
import { barText, flowTexts } from './bar-text.ts';
import type { ChartLayerId } from './chart-layers.ts';
import { readChartColors } from './chart-colors.ts';
import { ChartView } from './chart-view.ts';
import { DrawingDrag } from './drawing-drag.ts';
import { DrawingPen } from './drawing-pen.ts';
import { lastPriceOf, type DrawingPlace } from './drawing-tools.ts';
import {
  drawingSession,
  pricedDrawings,
  replaceDrawing,
  useDrawings,
  type PricedDrawing,
} from './drawings.ts';
import { onLiveRequest } from './live-requests.ts';
import { OverviewStrip } from './overview-strip.ts';
import { markOf, type LiquidationMark } from './liquidation-marks.ts';
import { liquidationCases } from '../liquidations/cases.ts';

interface Chart {
  readonly containerRef: RefObject<HTMLDivElement | null>;
  readonly legendRef: RefObject<HTMLOutputElement | null>;
  readonly overviewRef: RefObject<HTMLDivElement | null>;
  readonly followLive: () => void;
}

/** Largest number of marked fills of the selected account. The newest are marked. */
const FILLS_MAX = 500;
const NO_POINTS: readonly FlowPoint[] = [];
/** Change of the panes' heights below which it is not the user's. */
const SHARE_STEP = 0.02;

/**
 * A chart that draws on every paint of the feed, without React.
 * @param interval candle length. Null: there is no chart yet
 * @param onFollow called with true when the newest candle is visible; it must always be the same function
 */
export function useChart(
  instrument: Instrument,
  interval: IntervalSeconds | null,
  onFollow: (isFollowing: boolean) => void,
): Chart {
  // These are compared one by one, because after a lost connection the same instrument is a different object.
  const { symbol, tickSize, lotSize } = instrument;
  const feed = useFeed();
  const pit = usePitStore();
  const containerRef = useRef<HTMLDivElement>(null);
  const legendRef = useRef<HTMLOutputElement>(null);
  const overviewRef = useRef<HTMLDivElement>(null);
  const viewRef = useRef<ChartView>(null);

  useEffect(() => {
    if (containerRef.current === null || interval === null) return;
    const colors = readChartColors();
    const view = new ChartView(containerRef.current, colors, { tickSize, lotSize }, interval);
    viewRef.current = view;
    const strip = overviewRef.current === null ? null : new OverviewStrip(overviewRef.current, view, colors);
    const showStrip = () => strip?.draw();
    view.onScroll(() => {
      onFollow(view.isFollowing);
      showStrip();
    });
    view.onDoubleClick(() => {
      if (useUi.getState().tool === null) view.reset();
    });
    const session = () => drawingSession(pit.getState(), feed);
    const place = () => ({ symbol, tickSize, last: lastPriceOf(feed.market, symbol) });
    const drag = drawWithPointer(view, place, session, () => draw());
    const showBar = () => {
      const text = legendOf(view.readBar, feed.market, { symbol, tickSize, lotSize }, interval);
      if (legendRef.current?.textContent !== text) legendRef.current?.replaceChildren(...unbroken(text));
    };
    view.onPoint(showBar);
    const draw = () => {
      drawMarket(view, feed.market, symbol, interval, {
        ...useUi.getState(),
        drawings: drag.shown(pricedDrawings(session(), symbol)),
        botEvents: shownBots(pit.getState()),
      });
      showBar();
      showStrip();
    };
    let drawn = '';
    const paint = () => {
      const versions = versionsOf(feed, symbol);
      if (versions !== drawn) draw();
      drawn = versions;
    };
    paint();
    const unsubscribes = [
      feed.schedule.subscribe(paint, 'chart'),
      useUi.subscribe(draw),
      useBotHistory.subscribe(draw),
      useDrawings.subscribe(draw),
      onLiveRequest(() => view.reset()),
      keepDeltaShare(view),
    ];
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
      drag.end();
      strip?.end();
      viewRef.current = null;
      view.remove();
    };
  }, [feed, pit, symbol, tickSize, lotSize, interval, onFollow]);

  const followLive = () => viewRef.current?.followLive();
  return { containerRef, legendRef, overviewRef, followLive };
}

/** Lets the pointer draw with the selected tool and, without a tool, move drawings. */
function drawWithPointer(
  view: ChartView,
  place: () => DrawingPlace,
  session: () => string,
  onMove: () => void,
): DrawingDrag {
  const pen = new DrawingPen(place, session);
  view.onClick((price) => pen.click(price));
  return new DrawingDrag(view.draggable, {
    drawings: () => (useUi.getState().tool === null ? pricedDrawings(session(), place().symbol) : []),
    place,
    onMove,
    onMoved: (before, after) => replaceDrawing(session(), before, after),
  });
}

/** Saves the share of the delta when the user has dragged the divider above it. @returns a function that ends it */
function keepDeltaShare(view: ChartView): () => void {
  const keep = () => {
    const kept = useUi.getState().deltaShare;
    const { deltaShare = kept } = view;
    if (Math.abs(deltaShare - kept) > SHARE_STEP) setUi({ deltaShare });
  };
  addEventListener('pointerup', keep);
  return () => removeEventListener('pointerup', keep);
}

/** An element for each figure with its letter, which does not break. */
function unbroken(text: string): readonly (Node | string)[] {
  return text.split('  ').flatMap((figure, index) => {
    const span = document.createElement('span');
    span.textContent = figure;
    return index === 0 ? [span] : ['  ', span];
  });
}

type Grid = Pick<Instrument, 'symbol' | 'tickSize' | 'lotSize'>;

function legendOf(
  bar: Bar | undefined,
  market: MarketData,
  { symbol, tickSize, lotSize }: Grid,
  interval: IntervalSeconds,
): string {
  if (bar === undefined) return '';
  const ui = useUi.getState();
  // A mid price may lie between two ticks.
  const barGrid = { tickSize: ui.candlePrice === 'mid' ? tickSize / 2 : tickSize, lotSize };
  const flow = market.flows
    .get(symbol)
    ?.points(interval)
    .findLast(({ time }) => time <= bar.time);
  return [barText(bar, barGrid), ...flowTexts(flow, ui, { tickSize, lotSize })].join('  ');
}

function versionsOf(feed: Feed, symbol: string): string {
  const topics = [
    feed.schedule.version('trades'),
    feed.schedule.version('marks'),
    feed.schedule.version('positions'),
    feed.schedule.version('status'),
    feed.schedule.version('phases'),
    feed.schedule.version('liquidations'),
  ];
  return [...topics, feed.market.depth.get(symbol)?.version].join(' ');
}

type Shown = Pick<Ui, 'account' | 'candlePrice' | 'deltaShare' | 'heatCutoffs' | ChartLayerId> & {
  readonly drawings: readonly PricedDrawing[];
  readonly botEvents: readonly BotEvent[];
};

function drawMarket(
  view: ChartView,
  data: MarketData,
  symbol: string,
  interval: IntervalSeconds,
  { account, candlePrice, heatmap, heatCutoffs, dots, markLine, largeTrades, bots, ...shown }: Shown,
): void {
  const { replica, depth, tradeHistory, phases, roomNotes } = data;
  const series = data.candles(candlePrice, symbol, interval);
  view.draw(series);
  const position = account === null ? undefined : replica.positions.get(account)?.get(symbol);
  const market = markLine ? replica.markets.get(symbol) : undefined;
  view.setLine('mark', market?.markPrice ?? null);
  view.setLine('reference', market?.reference ?? null);
  view.setLine('lower limit', market?.limits?.lower ?? null);
  view.setLine('upper limit', market?.limits?.upper ?? null);
  view.setLine('entry', position?.averageEntryPrice ?? null);
  view.setLine('liquidation', position?.liquidationPrice ?? null);
  view.setLine('bankruptcy', position?.bankruptcyPrice ?? null);
  view.showFlow(data.flows.get(symbol)?.points(interval) ?? NO_POINTS, shown);
  view.setLogarithmic(shown.logScale);
  view.showLayer({
    bars: series?.bars ?? [],
    depth: depth.get(symbol),
    fills: account === null ? [] : tradeHistory.fillsOf(account, symbol, FILLS_MAX),
    liquidations: liquidationsOf(replica.liquidations, symbol),
    largeTrades: largeTrades ? data.largeTrades.of(symbol) : [],
    bots: bots ? shown.botEvents : [],
    roomMarks: roomNotes,
    phases: phases.of(symbol),
    heatmap,
    heatCutoffs: heatCutoffs[symbol],
    dots,
    markLine,
    spread: candlePrice === 'trades',
    profile: shown.profile ? data.profiles.get(symbol) : undefined,
    hasFlow: shown.vwap || shown.delta,
    drawings: shown.drawings,
  });
}

/** Marks of liquidations, newest first. */
function liquidationsOf(steps: readonly Liquidation[], symbol: string): readonly LiquidationMark[] {
  return liquidationCases(steps.filter((step) => step.symbol === symbol)).flatMap((one) => markOf(one) ?? []);
}
