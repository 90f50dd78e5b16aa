import { Play, Square } from 'lucide-react';
import { isRemote } from '../pit/relay-address.ts';
import { usePit } from '../pit/pit-store.ts';
import { modifierName } from '../commands/keys.ts';

/** Start while the pit is closed, and Stop while it is open, both with their keys. */
export function StartStop() {
  const phase = usePit((pit) => pit.state?.phase);
  const start = usePit((pit) => pit.start);
  const stop = usePit((pit) => pit.stop);
  const isOther = usePit((pit) => isRemote(pit, null));
  const modifier = modifierName(navigator.platform);
  if (phase === undefined || phase === 'stopped') {
    return (
      <button
        type="button"
        className="button primary start-stop"
        data-testid="start"
        title={`Start the pit (${modifier} Enter)`}
        disabled={phase === undefined}
        onClick={() => void start()}
      >
        <Play size={14} aria-hidden /> {isOther ? 'Start own pit' : 'Start'}
      </button>
    );
  }
  return (
    <button
      type="button"
      className="button start-stop"
      data-testid="stop"
      title={`Stop the pit (${modifier} .)`}
      disabled={phase === 'stopping'}
      onClick={() => void stop()}
    >
      <Square size={14} aria-hidden /> {phase === 'stopping' ? 'Stopping' : 'Stop'}
    </button>
  );
}
