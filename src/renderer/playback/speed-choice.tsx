import type { PlaybackSpeed } from '../../contract/pit-state.ts';
import { usePit } from '../pit/pit-store.ts';
import { useMedia } from '../ui/use-media.ts';

const SPEEDS = [1, 2, 5, 10, 50, 100, 1_000] as const;

/** Speed as buttons where there is room for them, or else as a list. */
export function SpeedChoice({ speed }: { readonly speed: PlaybackSpeed }) {
  const control = usePit((pit) => pit.controlPlayback);
  const isNarrow = useMedia('(max-width: 1279px)');
  const choose = (chosen: number) => void control({ type: 'speed', speed: chosen });
  if (isNarrow) {
    return (
      <select
        aria-label="Speed"
        title="Speed"
        data-testid="speed-select"
        value={speed}
        onChange={(event) => choose(Number(event.target.value))}
      >
        {SPEEDS.map((one) => (
          <option key={one} value={one}>
            ×{one}
          </option>
        ))}
      </select>
    );
  }
  return (
    <div className="segments" role="group" aria-label="Speed">
      {SPEEDS.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={speed === one}
          title={`${one} ${one === 1 ? 'second' : 'seconds'} of the session per second`}
          data-testid={`speed-${one}`}
          onClick={() => choose(one)}
        >
          ×{one}
        </button>
      ))}
    </div>
  );
}
