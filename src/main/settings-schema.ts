/** What is kept between runs, in settings.json. Every field has a default, so that an older file is still a good one. */
import { z } from 'zod';
import { accountSchema } from '../contract/orders.ts';
import { DEFAULT_PORTS } from '../contract/protocol.ts';
import { BOTS_MAX, DEFAULT_ROSTER } from './supervisor/roster.ts';

export const RECENT_STRATEGIES_MAX = 10;
export const TEXT_CHARS_MAX = 4096;

const text = z.string().min(1).max(TEXT_CHARS_MAX);
const port = z.int().min(0).max(65_535);

export const relayUrlSchema = text.regex(
  /^wss?:\/\/[^\s/?#]+/,
  'must begin with ws:// or wss:// and name a host',
);

const windowSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  maximized: z.boolean(),
});

export const settingsSchema = z.object({
  window: windowSchema.nullable().default(null),
  roster: z
    .array(z.object({ name: accountSchema, strategy: text }))
    .max(BOTS_MAX)
    .refine((bots) => new Set(bots.map(({ name }) => name)).size === bots.length, 'two bots have one name')
    .default([...DEFAULT_ROSTER]),
  recentStrategies: z.array(text).max(RECENT_STRATEGIES_MAX).default([]),
  remoteRelayUrl: relayUrlSchema.nullable().default(null),
  configFile: text.nullable().default(null),
  ports: z.object({ orders: port, events: port, relay: port }).default(DEFAULT_PORTS),
});

export type StoredSettings = Readonly<z.output<typeof settingsSchema>>;
export type WindowPlace = z.output<typeof windowSchema>;

export const DEFAULT_SETTINGS: StoredSettings = settingsSchema.parse({});
