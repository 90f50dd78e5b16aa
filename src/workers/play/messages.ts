/** Messages between the player and its parent, which sends controls and receives the position. */
import type { PlayerControl, SpeedName } from '../../config/playback-control.ts';
import type { Target } from '../../session/playback/contents.ts';
import type { Player, PlayerPosition } from './player.ts';
import type { Speed } from './pace.ts';

export function speedOf(name: SpeedName): Speed {
  return name === 'max' ? Infinity : name;
}

export function carryOut(player: Player, control: PlayerControl): void {
  switch (control.type) {
    case 'play':
      return player.play();
    case 'pause':
      return player.pause();
    case 'step':
      return player.step();
    case 'speed':
      return player.setSpeed(speedOf(control.speed));
    case 'seek':
      return player.seek(control.to);
  }
}

/** The position in its announced form. Times are in microseconds since the Unix epoch. */
export function describePosition({ speed, problem, ...rest }: PlayerPosition) {
  return {
    ...rest,
    speed: speed === Infinity ? ('max' as const) : speed,
    ...(problem !== null && { problem }),
  };
}

/**
 * Parses `12345`, the `seq` of an event, or a date and time such as `2026-11-23T09:30:00Z`. @returns null when it is
 * neither
 */
export function parseMoment(text: string): Target | null {
  if (/^\d+$/.test(text)) return { seq: Number(text) };
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : { time: ms * 1_000 };
}
