/** Cross and isolated margin on the wire. */
import { z } from 'zod';

export const marginModeSchema = z.enum(['cross', 'isolated']);

/** Margin behind a position: the account's shared balance, or a balance of this position alone. */
export type MarginMode = z.infer<typeof marginModeSchema>;

/**
 * Fields of a position. An exchange with cross margin only sends neither. `isolatedMargin` is null with cross margin.
 */
export const backing = {
  marginMode: marginModeSchema.optional(),
  isolatedMargin: z.number().nullable().optional(),
};
