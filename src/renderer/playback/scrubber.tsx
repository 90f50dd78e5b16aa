/** The whole session as a slider: the thumb is the moment on screen, and ticks are liquidations. */
import type { CSSProperties, KeyboardEvent } from 'react';
import type { PlaybackPosition } from '../../contract/pit-state.ts';
import { usePit } from '../pit/pit-store.ts';
import { LiquidationTicks } from './liquidation-ticks.tsx';
import { momentText, wholeMomentText } from './playback-times.ts';
import { useScrubber } from './use-scrubber.ts';

const MICROS_PER_MS = 1_000;
const MICROS_PER_SECOND = 1_000_000;
const SECONDS_BY_KEY: Readonly<Record<string, number>> = {
  ArrowLeft: -5,
  ArrowDown: -5,
  ArrowRight: 5,
  ArrowUp: 5,
  PageDown: -60,
  PageUp: 60,
};
const LONGER_WITH_SHIFT = 12;

export function Scrubber({ position }: { readonly position: PlaybackPosition }) {
  const control = usePit((pit) => pit.controlPlayback);
  const { shown, move } = useScrubber(position, (time) => void control({ type: 'seek', to: { time } }));
  const [first, last] = [position.first.time, Math.max(position.last.time, position.time)];
  const text = (time: number) => momentText(time, first, last);
  const onKeyDown = (event: KeyboardEvent) => {
    const seconds = SECONDS_BY_KEY[event.key];
    if (seconds === undefined) return;
    event.preventDefault();
    const by = seconds * (event.shiftKey ? LONGER_WITH_SHIFT : 1);
    move(Math.max(first, Math.min(last, shown + by * MICROS_PER_SECOND)));
  };
  const share = last === first ? 0 : (shown - first) / (last - first);
  return (
    <>
      <time className="now" data-testid="playback-time" title={wholeMomentText(shown)}>
        {text(shown)}
      </time>
      <time className="end" title={`Begins ${wholeMomentText(first)}`}>
        {text(first)}
      </time>
      <span className="scrubber-line">
        <input
          type="range"
          className="slider scrubber"
          data-testid="scrubber"
          aria-label="Moment of the session"
          aria-valuetext={text(shown)}
          title="Drag, or use the arrow keys"
          style={{ '--share': `${share * 100}%` } as CSSProperties}
          min={0}
          max={Math.ceil((last - first) / MICROS_PER_MS)}
          value={Math.round((shown - first) / MICROS_PER_MS)}
          onChange={(event) => move(first + Number(event.target.value) * MICROS_PER_MS)}
          onKeyDown={onKeyDown}
        />
        <LiquidationTicks first={first} last={last} onSeek={move} />
      </span>
      <time className="end" data-testid="playback-end" title={`Ends ${wholeMomentText(last)}`}>
        {text(last)}
      </time>
    </>
  );
}
