/** Controls of a recorded session. They are absent while none is open. */
import './playback-bar.css';
import type { MouseEvent } from 'react';
import { Pause, Play, Radio, StepForward, TriangleAlert, X } from 'lucide-react';
import type { PlaybackPosition, PlaybackState } from '../../contract/pit-state.ts';
import { formatCount } from '../format/numbers.ts';
import { usePit, usePitStore } from '../pit/pit-store.ts';
import { sessionTime } from '../start/session-title.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { isGoing, isGrowing, toggle } from './playback-keys.ts';
import { Scrubber } from './scrubber.tsx';
import { SpeedChoice } from './speed-choice.tsx';

export function PlaybackBar() {
  const playback = usePit((pit) => pit.playback);
  return (
    <div className="playback-slot">
      {playback !== null && (
        <section
          className="playback-bar"
          aria-label="Playback"
          data-testid="playback-bar"
          onMouseDown={keepFocus}
        >
          <SessionName playback={playback} />
          <Middle playback={playback} />
          <Close />
        </section>
      )}
    </div>
  );
}

/**
 * Keeps the focus away from a clicked button, so that Space still plays and pauses. The keyboard still reaches the
 * button.
 */
function keepFocus(event: MouseEvent): void {
  if (event.target instanceof Element && event.target.closest('button') !== null) event.preventDefault();
}

function SessionName({ playback: { session, isRewind } }: { readonly playback: PlaybackState }) {
  return (
    <span className="session name" data-testid="playback-session" title={session}>
      {isRewind ? 'This session' : (sessionTime(session) ?? session)}
    </span>
  );
}

function Middle({ playback }: { readonly playback: PlaybackState }) {
  const { phase, reason, position } = playback;
  if (phase === 'failed') return <Problem text={`The session cannot continue: ${reason}`} />;
  if (position === undefined) return <span className="text">Opening</span>;
  return (
    <>
      <Buttons playback={playback} />
      <SpeedChoice speed={position.speed} />
      <Scrubber position={position} />
      <Standing position={position} />
    </>
  );
}

function Problem({ text }: { readonly text: string }) {
  return (
    <span className="text problem name" role="alert" title={text} data-testid="playback-problem">
      <TriangleAlert size={14} aria-hidden /> {text}
    </span>
  );
}

function Buttons({ playback }: { readonly playback: PlaybackState }) {
  const store = usePitStore();
  const control = usePit((pit) => pit.controlPlayback);
  const isPlaying = usePit((pit) => isGoing(playback, isGrowing(pit)));
  return (
    <span className="buttons">
      <IconButton
        icon={isPlaying ? Pause : Play}
        label={isPlaying ? 'Pause (Space)' : 'Play (Space)'}
        data-testid="playback-toggle"
        onClick={() => toggle(store.getState())}
      />
      <IconButton
        icon={StepForward}
        label="One command (.)"
        data-testid="playback-step"
        onClick={() => void control({ type: 'step' })}
      />
    </span>
  );
}

/** Number of events so far, and the problem that stops playback. */
function Standing({ position: { seq, state, problem } }: { readonly position: PlaybackPosition }) {
  if (problem !== undefined) return <Problem text={problem} />;
  return (
    <span
      className="standing number"
      data-testid="playback-seq"
      data-seq={seq}
      data-state={state}
      title="Newest event"
    >
      #{formatCount(seq)}
    </span>
  );
}

/** Returns to the live market, if there is one. */
function Close() {
  const close = usePit((pit) => pit.closePlayback);
  const isRunning = usePit((pit) => pit.state?.phase === 'running');
  if (!isRunning) {
    return (
      <IconButton
        icon={X}
        label="Close the session"
        data-testid="playback-close"
        onClick={() => void close()}
      />
    );
  }
  return (
    <button
      type="button"
      className="button small"
      data-testid="playback-close"
      title="Close the session, and follow the pit again"
      onClick={() => void close()}
    >
      <Radio size={14} aria-hidden /> Live
    </button>
  );
}
