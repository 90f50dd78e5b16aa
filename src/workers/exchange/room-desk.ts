/** Commands that the pit's room requests. Only the parent process can send them, so they need no token. */
import { z } from 'zod';
import { PHASE_ACTIONS } from '../../contract/phases.ts';
import type { ExchangeOrder } from '../../contract/room.ts';
import type { Command, EngineState } from '../../engine/index.ts';

const orderSchema: z.ZodType<ExchangeOrder> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('note_room_event'), text: z.string() }),
  z.object({ type: z.literal('set_phase'), action: z.enum(PHASE_ACTIONS), symbol: z.string().optional() }),
]);

/** @returns null when the message is of another kind; an empty list when no instrument has the symbol */
export function roomCommands({ markets }: EngineState, message: unknown): readonly Command[] | null {
  const read = orderSchema.safeParse(message);
  if (!read.success) return null;
  const order = read.data;
  if (order.type === 'note_room_event') return [order];
  const { action, symbol } = order;
  return markets
    .filter(({ spec }) => symbol === undefined || spec.symbol === symbol)
    .map(({ spec }) => ({ type: 'set_phase', account: null, instrument: spec.index, action }));
}
