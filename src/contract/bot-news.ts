/** The monitor does not import this file: it would bring the forms of requests into a page that only reads. */
import { z } from 'zod';
import { BOT_EVENTS_MAX, publicBotEventSchema } from './bot-events.ts';
import { accountSchema } from './orders.ts';

/** Message from a pit to its history service, with all events of its bots after each change. */
export const botNewsSchema = z.object({
  type: z.literal('bots'),
  events: z.array(publicBotEventSchema.extend({ name: accountSchema })).max(BOT_EVENTS_MAX),
});
