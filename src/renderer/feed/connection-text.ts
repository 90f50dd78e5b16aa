/** Text of the connection to the relay, for the status bar and the tooltip of the pill. */
import { formatAge } from '../format/times.ts';
import { usePit } from '../pit/pit-store.ts';
import { describeConnection, type Connection } from './connection.ts';
import type { Freshness } from './feed.ts';
import { useUpstream } from './relay-state.ts';
import { useClocked, useConnection, useFeed, useFreshness } from './use-feed.ts';

interface Standing {
  readonly connection: Connection;
  readonly freshness: Freshness;
  readonly lastEventAt: number | undefined;
  /** State of the exchange while it publishes nothing. Null: unknown. */
  readonly exchange: 'recovering' | 'stopping' | 'lost' | null;
}

/** Text of the connection. An ordinary stop is not alarming; only this text shows that the market on screen is old. */
export function connectionText(
  { connection, freshness, lastEventAt, exchange }: Standing,
  now: number,
): string {
  if (freshness === 'stale') {
    return exchange === null ? 'Connected, but no event for more than 3 s' : EXCHANGE_TEXTS[exchange];
  }
  if (freshness === 'lost' && connection.phase === 'closed') {
    return `Closed. The data shown is ${formatAge(now - (lastEventAt ?? now))} old`;
  }
  return describeConnection(connection, now);
}

const EXCHANGE_TEXTS = {
  recovering: 'The exchange is recovering its session (RECOVERING); events follow when it is ready',
  lost: 'The relay has lost its exchange and tries again; events follow when it is back',
  stopping: 'The exchange has shut down (SHUTTING_DOWN); events follow when it runs again',
} as const;

/**
 * State of the exchange. The process shows that of the pit's own exchange. For any exchange, its last checkpoint and
 * its relay show it.
 */
function useExchange(): Standing['exchange'] {
  const feed = useFeed();
  const isRecovering = usePit(
    ({ state }) =>
      state?.phase === 'running' &&
      state.processes.some(({ kind, phase }) => kind === 'exchange' && phase === 'starting'),
  );
  const upstream = useUpstream();
  if (isRecovering || upstream === 'RECOVERING') return 'recovering';
  if (upstream === 'SHUTTING_DOWN') return 'stopping';
  if (upstream === 'lost') return 'lost';
  return feed.market.replica.status?.state === 'stopping' ? 'stopping' : null;
}

export function useConnectionText(): string {
  const connection = useConnection();
  const freshness = useFreshness();
  const feed = useFeed();
  const exchange = useExchange();
  return useClocked(500, (now) =>
    connectionText({ connection, freshness, lastEventAt: feed.traffic.lastEventAt, exchange }, now),
  );
}
