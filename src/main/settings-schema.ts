/** Schema of settings.json. Every field has a default, so an older file is still valid. */
import { z } from 'zod';
import { instrumentSchema } from '../contract/instrument-schema.ts';
import { accountSchema } from '../contract/orders.ts';
import { DEFAULT_PORTS } from '../contract/protocol.ts';
import { BOTS_MAX, DEFAULT_ROSTER } from '../pit/roster.ts';

export const RECENT_STRATEGIES_MAX = 10;
export const TEXT_CHARS_MAX = 4096;

export const PARAMS_MAX = 100;
export const PARAM_NAME_CHARS_MAX = 64;
export const PARAM_TEXT_CHARS_MAX = 1024;

const text = z.string().min(1).max(TEXT_CHARS_MAX);
export const symbolSchema = instrumentSchema.shape.symbol;
/** Ports of the app. It runs no watch worker, and its history service takes any free port. */
const APP_PORTS = {
  orders: DEFAULT_PORTS.orders,
  events: DEFAULT_PORTS.events,
  relay: DEFAULT_PORTS.relay,
};
const port = z.int().min(0).max(65_535);

export const relayUrlSchema = text
  .regex(/^wss?:\/\/[^\s/?#]+/, 'must begin with ws:// or wss:// and name a host')
  .refine((address) => URL.canParse(address), 'must be ws://host:port or wss://host:port');

/**
 * Schema of parameters. Each becomes a word of the bot's command line, where `=` ends the name and NUL is not allowed.
 */
export const paramsSchema = z
  .record(
    z
      .string()
      .min(1)
      .max(PARAM_NAME_CHARS_MAX)
      .regex(/^[^=\0]+$/, 'must not contain ='),
    z.union([
      z.number(),
      z.boolean(),
      z
        .string()
        .max(PARAM_TEXT_CHARS_MAX)
        .regex(/^[^\0]*$/, 'must be text'),
    ]),
  )
  .refine((params) => Object.keys(params).length <= PARAMS_MAX, `must be ${PARAMS_MAX} parameters at most`);

/** @returns the address in the form in which it is saved, or why it is invalid */
export function checkRelayUrl(
  url: string | null,
): { readonly ok: true; readonly url: string | null } | { readonly ok: false; readonly reason: string } {
  const checked = relayUrlSchema.nullable().safeParse(url);
  if (checked.success) return { ok: true, url: checked.data };
  const why = checked.error.issues[0]?.message ?? 'is not valid';
  return { ok: false, reason: `The relay's address ${why}; got '${url}'.` };
}

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
    .array(
      z.object({
        name: accountSchema,
        strategy: text,
        params: paramsSchema.default({}),
        symbol: symbolSchema.exactOptional(),
      }),
    )
    .max(BOTS_MAX)
    .refine((bots) => new Set(bots.map(({ name }) => name)).size === bots.length, 'two bots have one name')
    .default([...DEFAULT_ROSTER]),
  recentStrategies: z.array(text).max(RECENT_STRATEGIES_MAX).default([]),
  remoteRelayUrl: relayUrlSchema.nullable().default(null),
  room: text.nullable().default(null),
  configFile: text.nullable().default(null),
  ports: z.object({ orders: port, events: port, relay: port }).default(APP_PORTS),
});

export type StoredSettings = Readonly<z.output<typeof settingsSchema>>;
export type WindowPlace = z.output<typeof windowSchema>;

export const DEFAULT_SETTINGS: StoredSettings = settingsSchema.parse({});
