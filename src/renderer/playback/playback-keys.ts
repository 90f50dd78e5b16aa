/** Commands for a recorded session, by key and by button. */
import type { PlaybackState } from '../../contract/pit-state.ts';
import type { Pit } from '../pit/pit-store.ts';
import type { KeyAction } from '../commands/keys.ts';

export type PlaybackAction = Extract<KeyAction, `playback-${string}`>;

const MICROS_PER_SECOND = 1_000_000;
const [HOP_SECONDS, LONG_HOP_SECONDS] = [5, 60];

/** @param isLong true when Shift was held */
export function performPlayback(action: PlaybackAction, pit: Pit, isLong: boolean): void {
  const hop = isLong ? LONG_HOP_SECONDS : HOP_SECONDS;
  switch (action) {
    case 'playback-toggle':
      return toggle(pit);
    case 'playback-step':
      return void pit.controlPlayback({ type: 'step' });
    case 'playback-back':
      return moveBy(-hop, pit);
    case 'playback-forward':
      return moveBy(hop, pit);
  }
}

/** True when it plays without further input. At the end of a running session, it waits for more. */
export function isGoing({ position }: PlaybackState, isGrowing: boolean): boolean {
  return position !== undefined && !position.isPaused && (position.state !== 'ended' || isGrowing);
}

/** True when the pit still writes the open session. */
export function isGrowing({ playback, state }: Pick<Pit, 'playback' | 'state'>): boolean {
  return playback?.isRewind === true && state?.phase === 'running';
}

/** Plays or pauses. At the end, play starts over. */
export function toggle(pit: Pit): void {
  const { playback, controlPlayback } = pit;
  if (playback?.position === undefined) return;
  const { state, first } = playback.position;
  if (isGoing(playback, isGrowing(pit))) {
    void controlPlayback({ type: 'pause' });
    return;
  }
  if (state === 'ended' && !isGrowing(pit)) void controlPlayback({ type: 'seek', to: { time: first.time } });
  void controlPlayback({ type: 'play' });
}

function moveBy(seconds: number, { playback, controlPlayback }: Pit): void {
  const { position } = playback ?? {};
  if (position === undefined) return;
  const time = position.time + seconds * MICROS_PER_SECOND;
  const within = Math.max(position.first.time, Math.min(position.last.time, time));
  void controlPlayback({ type: 'seek', to: { time: within } });
}
