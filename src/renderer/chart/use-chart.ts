import { useEffect, useRef, useState, type RefObject } from 'react';
import { useFeed } from '../feed/use-feed.ts';
import type { Liquidation } from '../../contract/events.ts';
import type { Instrument } from '../../contract/instrument.ts';
import type { IntervalSeconds } from '../feed/bars.ts';
import type { Feed } from '../feed/feed.ts';
import type { MarketData } from '../feed/market-data.ts';
import { useBotHistory } from '../pit/bot-history.ts';
import { setUi, useUi, type Ui } from '../ui/ui-store.ts';
import { barText, flowTexts } from './bar-text.ts';
import type { ChartLayerId } from './chart-layers.ts';
import { readChartColors } from './chart-colors.ts';
import { ChartView } from './chart-view.ts';
import { markOf, type LiquidationMark } from './liquidation-marks.ts';
import { liquidationCases } from '../liquidations/cases.ts';

interface Chart {
  readonly containerRef: RefObject<HTMLDivElement | null>;
  readonly legendRef: RefObject<HTMLOutputElement | null>;
  readonly isFollowing: boolean;
  readonly followLive: () => void;
}

/** The newest fills of the selected account, which the chart marks. */
const FILLS_MAX = 500;
/** A smaller change of the panes' heights is not the user's. */
const SHARE_STEP = 0.02;

/** A chart that draws on every paint of the feed, without React. */
export function useChart(instrument: Instrument, interval: IntervalSeconds): Chart {
  // One by one: after a lost connection the same instrument is a different object.
  const { symbol, tickSize, lotSize } = instrument;
  const feed = useFeed();
  const containerRef = useRef<HTMLDivElement>(null);
  const legendRef = useRef<HTMLOutputElement>(null);
  const viewRef = useRef<ChartView>(null);
  const [isFollowing, setFollowing] = useState(true);

  useEffect(() => {
    if (containerRef.current === null) return;
    const view = new ChartView(containerRef.current, readChartColors(), { tickSize, lotSize }, interval);
    viewRef.current = view;
    view.onScroll(() => setFollowing(view.isFollowing));
    const showBar = () => {
      const bar = view.readBar;
      // A mid price may lie between two ticks.
      const isMid = useUi.getState().candlePrice === 'mid';
      const grid = { tickSize: isMid ? tickSize / 2 : tickSize, lotSize };
      const flow =
        bar &&
        feed.market.flows
          .get(symbol)
          ?.points(interval)
          .findLast(({ time }) => time <= bar.time);
      const text =
        bar === undefined
          ? ''
          : [barText(bar, grid), ...flowTexts(flow, useUi.getState(), { tickSize, lotSize })].join('  ');
      if (legendRef.current?.textContent !== text) legendRef.current?.replaceChildren(text);
    };
    view.onPoint(showBar);
    const draw = () => {
      drawMarket(view, feed.market, symbol, interval, useUi.getState());
      showBar();
    };
    const keepShare = () => {
      const { deltaShare = useUi.getState().deltaShare } = view;
      if (Math.abs(deltaShare - useUi.getState().deltaShare) > SHARE_STEP) setUi({ deltaShare });
    };
    // On the window: the user drags a divider and lets go anywhere.
    addEventListener('pointerup', keepShare);
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
    ];
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
      removeEventListener('pointerup', keepShare);
      viewRef.current = null;
      view.remove();
    };
  }, [feed, symbol, tickSize, lotSize, interval]);

  return { containerRef, legendRef, isFollowing, followLive: () => viewRef.current?.followLive() };
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

type Shown = Pick<Ui, 'account' | 'candlePrice' | 'deltaShare' | ChartLayerId>;

function drawMarket(
  view: ChartView,
  data: MarketData,
  symbol: string,
  interval: IntervalSeconds,
  { account, candlePrice, heatmap, dots, markLine, largeTrades, bots, ...shown }: Shown,
): void {
  const { replica, depth, tradeHistory, phases } = data;
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
  view.showFlow(data.flows.get(symbol)?.points(interval) ?? [], shown);
  view.setLogarithmic(shown.logScale);
  view.showLayer({
    bars: series?.bars ?? [],
    depth: depth.get(symbol),
    fills: account === null ? [] : tradeHistory.fillsOf(account, symbol, FILLS_MAX),
    liquidations: liquidationsOf(replica.liquidations, symbol),
    largeTrades: largeTrades ? data.largeTrades.of(symbol) : [],
    bots: bots ? useBotHistory.getState().events : [],
    roomMarks: replica.status?.roomEvents ?? [],
    phases: phases.of(symbol),
    heatmap,
    dots,
    markLine,
    spread: candlePrice === 'trades',
    profile: shown.profile ? data.profiles.get(symbol) : undefined,
  });
}

/** Newest first. */
function liquidationsOf(steps: readonly Liquidation[], symbol: string): readonly LiquidationMark[] {
  return liquidationCases(steps.filter((step) => step.symbol === symbol)).flatMap((one) => markOf(one) ?? []);
}
