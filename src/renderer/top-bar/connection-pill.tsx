import { CONNECTION_LABELS } from '../feed/connection.ts';
import { useConnectionText } from '../feed/connection-text.ts';
import { usePit } from '../pit/pit-store.ts';
import { useConnection, useFreshness } from '../feed/use-feed.ts';

export function ConnectionPill() {
  const connection = useConnection();
  const freshness = useFreshness();
  const isStale = freshness === 'stale';
  const text = useConnectionText();
  const isPlayback =
    usePit(({ playback }) => playback?.url !== undefined) && connection.phase === 'connected';
  return (
    <span
      className="connection-pill"
      data-phase={connection.phase}
      data-stale={isStale || undefined}
      data-recorded={isPlayback || undefined}
      title={text}
      role="status"
    >
      <span className="phase-dot" aria-hidden />
      <span data-testid="connection-status">
        {isPlayback ? 'RECORDED' : CONNECTION_LABELS[connection.phase]}
      </span>
    </span>
  );
}
