/**
 * Access of components to the feed. They name the topics that they draw, and are drawn again when one of them changes.
 */
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { MarketView } from '../../contract/replica.ts';
import { useUi } from '../ui/ui-store.ts';
import type { Connection } from './connection.ts';
import type { Feed, Freshness } from './feed.ts';
import type { Topic } from './topics.ts';
import { NO_PANEL } from './paint-turns.ts';

export const FeedContext = createContext<Feed | null>(null);

export function useFeed(): Feed {
  const feed = useContext(FeedContext);
  if (feed === null) throw new Error('a component that reads the feed is outside FeedContext');
  return feed;
}

/** Panel of a component. A whole panel is drawn in one turn (paint-turns.ts). */
export const PanelContext = createContext<string>(NO_PANEL);

/** The feed's `subscribe`, for the turn of this panel. */
function useSubscribe(): (listener: () => void) => () => void {
  const feed = useFeed();
  const panel = useContext(PanelContext);
  return useCallback((listener) => feed.schedule.subscribe(listener, panel), [feed, panel]);
}

/** Draws again when the topic has changed. @returns its version */
export function useTopic(topic: Topic): number {
  const feed = useFeed();
  return useSyncExternalStore(useSubscribe(), () => feed.schedule.version(topic));
}

/** Like `useTopic`, but draws at once, then at most once per `periodMs`, and a last time after the last change. */
export function useSlowTopic(topic: Topic, periodMs: number): number {
  const feed = useFeed();
  const panel = useContext(PanelContext);
  const subscribe = useCallback(
    (listener: () => void) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let seen = feed.schedule.version(topic);
      let drawnAt = -Infinity;
      const unsubscribe = feed.schedule.subscribe(() => {
        if (feed.schedule.version(topic) === seen) return;
        const waitMs = drawnAt + periodMs - performance.now();
        if (waitMs > 0) {
          timer ??= setTimeout(() => {
            // The browser may be a part of a millisecond early, and then another wait is needed.
            timer = undefined;
            feed.schedule.drawAgain(panel);
          }, waitMs);
          return;
        }
        clearTimeout(timer);
        timer = undefined;
        drawnAt = performance.now();
        seen = feed.schedule.version(topic);
        listener();
      }, panel);
      return () => {
        clearTimeout(timer);
        unsubscribe();
      };
    },
    [feed, panel, topic, periodMs],
  );
  return useSyncExternalStore(subscribe, () => feed.schedule.version(topic));
}

/** A value computed from the feed. It draws again only when the value changes, which must be a primitive. */
export function useFeedValue<Value extends string | number | boolean | undefined>(
  read: (feed: Feed) => Value,
): Value {
  const feed = useFeed();
  return useSyncExternalStore(useSubscribe(), () => read(feed));
}

export function useConnection(): Connection {
  useTopic('connection');
  return useFeed().connection;
}

/** The instrument on screen: the chosen one, or else the first. */
export function useSymbol(): string | undefined {
  const chosen = useUi((ui) => ui.symbol);
  return useFeedValue(({ market: { replica } }) =>
    chosen !== null && replica.markets.has(chosen) ? chosen : firstOf(replica.markets.keys()),
  );
}

/**
 * The market on screen. The object stays the same while its content changes. Subscribe to what you read with
 * `useTopic`.
 */
export function useMarket(): MarketView | undefined {
  const symbol = useSymbol();
  const feed = useFeed();
  return useSyncExternalStore(useSubscribe(), () =>
    symbol === undefined ? undefined : feed.market.replica.markets.get(symbol),
  );
}

function firstOf(keys: Iterable<string>): string | undefined {
  for (const key of keys) return key;
  return undefined;
}

/**
 * A value that changes with the clock, computed every `periodMs` and whenever the feed paints. It draws again only when
 * the value changes, which must be a primitive.
 */
export function useClocked<Value extends string | number | boolean | undefined>(
  periodMs: number,
  read: (now: number) => Value,
): Value {
  const subscribeToFeed = useSubscribe();
  const subscribe = useCallback(
    (listener: () => void) => {
      const timer = setInterval(listener, periodMs);
      const unsubscribe = subscribeToFeed(listener);
      return () => {
        clearInterval(timer);
        unsubscribe();
      };
    },
    [subscribeToFeed, periodMs],
  );
  return useSyncExternalStore(subscribe, () => read(Date.now()));
}

export function useFreshness(): Freshness {
  const feed = useFeed();
  return useClocked(500, (now) => feed.freshness(now));
}
