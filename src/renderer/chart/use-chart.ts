import { useEffect, useRef, useState, type RefObject } from 'react';
import { useFeed } from '../feed/use-feed.ts';
import type { IntervalSeconds } from '../feed/bars.ts';
import type { Feed } from '../feed/feed.ts';
import { useUi, type Ui } from '../ui/ui-store.ts';
import { readChartColors } from './chart-colors.ts';
import { ChartView } from './chart-view.ts';

interface Chart {
  readonly containerRef: RefObject<HTMLDivElement | null>;
  readonly isFollowing: boolean;
  readonly followLive: () => void;
}

/** Fills of the selected account that are marked, the newest ones. */
const FILLS_MAX = 500;

/** A chart that draws itself on every paint of the feed, past React. */
export function useChart(symbol: string, tickSize: number, interval: IntervalSeconds): Chart {
  const feed = useFeed();
  const containerRef = useRef<HTMLDivElement>(null);
  const viewRef = useRef<ChartView>(null);
  const [isFollowing, setFollowing] = useState(true);

  useEffect(() => {
    if (containerRef.current === null) return;
    const view = new ChartView(containerRef.current, readChartColors(), tickSize, interval);
    viewRef.current = view;
    view.onScroll(() => setFollowing(view.isFollowing));
    const draw = () => drawFeed(view, feed, symbol, interval, useUi.getState());
    let drawn = '';
    const paint = () => {
      const versions = versionsOf(feed, symbol);
      if (versions !== drawn) draw();
      drawn = versions;
    };
    paint();
    const unsubscribes = [feed.subscribe(paint, 'chart'), useUi.subscribe(draw)];
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
      viewRef.current = null;
      view.remove();
    };
  }, [feed, symbol, tickSize, interval]);

  return { containerRef, isFollowing, followLive: () => viewRef.current?.followLive() };
}

function versionsOf(feed: Feed, symbol: string): string {
  const topics = [feed.version('trades'), feed.version('marks'), feed.version('positions')];
  return [...topics, feed.depth.get(symbol)?.version].join(' ');
}

function drawFeed(
  view: ChartView,
  { bars, replica, depth, tradeHistory }: Feed,
  symbol: string,
  interval: IntervalSeconds,
  { account, heatmap, dots, markLine }: Ui,
): void {
  const series = bars.series(symbol, interval);
  view.draw(series);
  const position = account === null ? undefined : replica.positions.get(account)?.get(symbol);
  view.setLine('mark', markLine ? (replica.markets.get(symbol)?.markPrice ?? null) : null);
  view.setLine('entry', position?.averageEntryPrice ?? null);
  view.setLine('liquidation', position?.liquidationPrice ?? null);
  view.setLine('bankruptcy', position?.bankruptcyPrice ?? null);
  view.showLayer({
    bars: series?.bars ?? [],
    depth: depth.get(symbol),
    fills: account === null ? [] : tradeHistory.fillsOf(account, symbol, FILLS_MAX),
    heatmap,
    dots,
    markLine,
  });
}
