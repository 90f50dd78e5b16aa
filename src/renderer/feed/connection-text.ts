/** The state of the connection to the relay, for the status bar and the tooltip of the pill. */
import { formatAge } from '../format/times.ts';
import { describeConnection, type Connection } from './connection.ts';
import type { Freshness } from './feed.ts';
import { useClocked, useConnection, useFeed, useFreshness } from './use-feed.ts';

interface Standing {
  readonly connection: Connection;
  readonly freshness: Freshness;
  readonly lastEventAt: number | undefined;
}

/** An ordinary stop is no alarm: only this text says that the market on screen is old. */
export function connectionText({ connection, freshness, lastEventAt }: Standing, now: number): string {
  if (freshness === 'stale') return 'Connected, but no event for more than 3 s';
  if (freshness === 'lost' && connection.phase === 'closed') {
    return `Closed. What is shown is ${formatAge(now - (lastEventAt ?? now))} old`;
  }
  return describeConnection(connection, now);
}

export function useConnectionText(): string {
  const connection = useConnection();
  const freshness = useFreshness();
  const feed = useFeed();
  return useClocked(500, (now) =>
    connectionText({ connection, freshness, lastEventAt: feed.traffic.lastEventAt }, now),
  );
}
