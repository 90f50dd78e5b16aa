import { useEffect, useRef, useState, type RefObject } from 'react';
import { useFeed } from '../feed/use-feed.ts';
import type { IntervalSeconds } from '../feed/bars.ts';
import type { Feed } from '../feed/feed.ts';
import { readChartColors } from './chart-colors.ts';
import { ChartView } from './chart-view.ts';

interface Chart {
  readonly containerRef: RefObject<HTMLDivElement | null>;
  readonly isFollowing: boolean;
  readonly followLive: () => void;
}

/** A chart that draws itself on every paint of the feed, past React. */
export function useChart(symbol: string, tickSize: number, interval: IntervalSeconds): Chart {
  const feed = useFeed();
  const containerRef = useRef<HTMLDivElement>(null);
  const viewRef = useRef<ChartView>(null);
  const [isFollowing, setFollowing] = useState(true);

  useEffect(() => {
    if (containerRef.current === null) return;
    const view = new ChartView(containerRef.current, readChartColors(), tickSize);
    viewRef.current = view;
    view.onScroll(() => setFollowing(view.isFollowing));
    let drawn = '';
    const paint = () => {
      const versions = `${feed.version('trades')} ${feed.version('marks')}`;
      if (versions !== drawn) drawFeed(view, feed, symbol, interval);
      drawn = versions;
    };
    paint();
    const unsubscribe = feed.subscribe(paint);
    return () => {
      unsubscribe();
      viewRef.current = null;
      view.remove();
    };
  }, [feed, symbol, tickSize, interval]);

  return { containerRef, isFollowing, followLive: () => viewRef.current?.followLive() };
}

function drawFeed(view: ChartView, feed: Feed, symbol: string, interval: IntervalSeconds): void {
  view.draw(feed.bars.series(symbol, interval));
  const market = feed.replica.markets.get(symbol);
  if (market !== undefined) view.setMark(market.markPrice);
}
