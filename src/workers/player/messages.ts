/** What the player's parent may ask of it, and what it tells: where it is. */
import { z } from 'zod';
import type { Target } from './contents.ts';
import type { Player, Position } from './player.ts';
import type { Speed } from './pace.ts';

/** In a message and on the command line; the player itself calls `max` Infinity. */
export const speedSchema = z.union([z.literal('max'), z.number().min(0.01).max(1_000)]);
export type SpeedName = z.infer<typeof speedSchema>;

const moment = z.union([
  z.strictObject({ seq: z.int().nonnegative() }),
  z.strictObject({ time: z.int().nonnegative() }),
]);

export const controlSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('play') }),
  z.strictObject({ type: z.literal('pause') }),
  z.strictObject({ type: z.literal('step') }),
  z.strictObject({ type: z.literal('speed'), speed: speedSchema }),
  z.strictObject({ type: z.literal('seek'), to: moment }),
]);
export type PlayerControl = Readonly<z.infer<typeof controlSchema>>;

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

/** As it is announced. Times are microseconds since the Unix epoch. */
export function describePosition({ speed, problem, ...rest }: Position) {
  return {
    ...rest,
    speed: speed === Infinity ? ('max' as const) : speed,
    ...(problem !== null && { problem }),
  };
}

/** `12345`: an event's `seq`; else a date and time such as `2026-11-23T09:30:00Z`. @returns null when it is neither */
export function parseMoment(text: string): Target | null {
  if (/^\d+$/.test(text)) return { seq: Number(text) };
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : { time: ms * 1_000 };
}
