import { Rewind } from 'lucide-react';
import { usePit } from '../pit/pit-store.ts';

/** Plays the session's last half minute while the running pit is on screen. */
export function RewindButton() {
  const canRewind = usePit(({ state, settings, playback }) => {
    return state?.phase === 'running' && playback === null && (settings?.remoteRelayUrl ?? null) === null;
  });
  const rewind = usePit((pit) => pit.rewind);
  if (!canRewind) return null;
  return (
    <button
      type="button"
      className="button small"
      data-testid="rewind"
      title="Play the last half minute again, or any moment of this session"
      onClick={() => void rewind()}
    >
      <Rewind size={14} aria-hidden /> Rewind
    </button>
  );
}
