/** Schemas of a player's controls, in a message from its parent and on its command line. */
import { z } from 'zod';

/** Speed in a message and on the command line. Inside the player, `max` is Infinity. */
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
