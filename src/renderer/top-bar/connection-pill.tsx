import { CONNECTION_LABELS } from '../feed/connection.ts';
import { useConnectionWords } from '../feed/connection-words.ts';
import { useConnection, useFreshness } from '../feed/use-feed.ts';

export function ConnectionPill() {
  const connection = useConnection();
  const freshness = useFreshness();
  const isStale = freshness === 'stale';
  const words = useConnectionWords();
  return (
    <span
      className="connection-pill"
      data-phase={connection.phase}
      data-stale={isStale || undefined}
      title={words}
      role="status"
    >
      <span className="phase-dot" aria-hidden />
      <span data-testid="connection-status">{CONNECTION_LABELS[connection.phase]}</span>
    </span>
  );
}
