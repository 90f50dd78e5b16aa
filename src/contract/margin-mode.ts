/** Cross and isolated margin on the wire. */
import { z } from 'zod';

export const marginModeSchema = z.enum(['cross', 'isolated']);

/** What backs a position: the account's shared balance, or what was assigned to it alone. */
export type MarginMode = z.infer<typeof marginModeSchema>;

/** Fields of a position. An exchange that has cross margin alone says neither; `isolatedMargin` is null with cross margin. */
export const backing = {
  marginMode: marginModeSchema.optional(),
  isolatedMargin: z.number().nullable().optional(),
};
