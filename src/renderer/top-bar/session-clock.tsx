import { useClocked, useFeed, useFreshness } from '../feed/use-feed.ts';
import { formatAge, formatClock, formatFullTime } from '../format/times.ts';

const MICROS_PER_MS = 1_000;

/** Time of the newest event. It stops and turns amber when no events arrive. */
export function SessionClock() {
  const freshness = useFreshness();
  const feed = useFeed();
  const second = useClocked(250, () =>
    feed.traffic.lastEventAt === undefined ? undefined : Math.floor(feed.traffic.lastEventAt / 1_000) * 1_000,
  );
  const age = useClocked(1_000, (now) => formatAge(now - (feed.traffic.lastEventAt ?? now)));
  if (second === undefined) return null;
  return (
    <time
      className="session-clock"
      data-testid="session-clock"
      data-freshness={freshness}
      title={`Newest event at ${formatFullTime(second * MICROS_PER_MS)}, ${age} ago`}
    >
      {formatClock(second * MICROS_PER_MS)}
      {freshness === 'stale' && ` (${age} ago)`}
    </time>
  );
}
