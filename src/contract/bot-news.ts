/**
 * The message in which a pit reports the events of its bots to its history service. The monitor does not import this
 * file: it would bring the forms of requests into a page that only reads.
 */
import { z } from 'zod';
import { BOT_EVENTS_MAX, publicBotEventSchema } from './bot-events.ts';
import { accountSchema } from './orders.ts';

/** Sent after each change, with all events so far. */
export const botNewsSchema = z.object({
  type: z.literal('bots'),
  events: z.array(publicBotEventSchema.extend({ name: accountSchema })).max(BOT_EVENTS_MAX),
});
