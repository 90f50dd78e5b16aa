/** Statistics that a bot reports. A strategy writes to the same output, so the supervisor checks them. */
import { z } from 'zod';
import type { BotSilence, BotStats, ProcessState } from '../contract/pit-state.ts';
import type { BotLatencies, BotLatency } from '../session/latency-file.ts';
import type { Announcement } from './announcement.ts';

/** Largest number of codes. There are fewer reject codes. */
const CODES_MAX = 50;
/** Largest length of a pause's reason: a path and a message. */
const PAUSE_CHARS_MAX = 8_192;
const CODE_CHARS_MAX = 40;
/** Shortest time between two announcements that yields a rate. */
const RATE_OVER_MS_MIN = 500;

const count = z.int().nonnegative();
const statusSchema = z.object({
  orders: count,
  fills: count,
  rejects: count,
  rejectsByCode: z
    .record(z.string().max(CODE_CHARS_MAX), count)
    .refine((codes) => Object.keys(codes).length <= CODES_MAX)
    .default({}),
  openOrders: count,
  position: z.number(),
  ackP50Ms: z.number().nonnegative().optional(),
  ackP99Ms: z.number().nonnegative().optional(),
  feedP50Ms: z.number().nonnegative().optional(),
  feedP99Ms: z.number().nonnegative().optional(),
  waiting: z.string().max(CODE_CHARS_MAX).optional(),
  paused: z.string().max(PAUSE_CHARS_MAX).optional(),
  saveError: z.string().max(PAUSE_CHARS_MAX).optional(),
});

const silenceSchema = z.object({ activity: z.string().max(CODE_CHARS_MAX), seconds: count });

export class StatsMeter {
  #stats: BotStats | undefined;
  #silence: BotSilence | undefined;
  /** Start of the interval over which the rate is measured, and the order count at that time. */
  #since: { readonly atMs: number; readonly orders: number } | undefined;

  get stats(): BotStats | undefined {
    return this.#stats;
  }

  /** The callback that has not returned. Undefined: the bot answers. */
  get silence(): BotSilence | undefined {
    return this.#silence;
  }

  /** @returns true when the statistics changed */
  record(announcement: Announcement, nowMs: number): boolean {
    if (announcement.event === 'silent') return this.#recordSilence(announcement);
    if (announcement.event !== 'status') return false;
    const status = statusSchema.safeParse(announcement);
    if (!status.success) return false;
    const { ackP50Ms, ackP99Ms, feedP50Ms, feedP99Ms, waiting, paused, saveError, ...counts } = status.data;
    const stats: BotStats = {
      ...counts,
      ordersPerSecond: this.#rate(counts.orders, nowMs),
      ...(ackP50Ms !== undefined && { ackP50Ms }),
      ...(ackP99Ms !== undefined && { ackP99Ms }),
      ...(feedP50Ms !== undefined && { feedP50Ms }),
      ...(feedP99Ms !== undefined && { feedP99Ms }),
      ...(waiting !== undefined && { waiting }),
      ...(paused !== undefined && { paused }),
      ...(saveError !== undefined && { saveError }),
    };
    const isNew = JSON.stringify(stats) !== JSON.stringify(this.#stats);
    if (isNew) this.#stats = stats;
    return isNew;
  }

  #recordSilence(announcement: Announcement): boolean {
    const silence = silenceSchema.safeParse(announcement);
    if (!silence.success) return false;
    this.#silence = silence.data.seconds === 0 ? undefined : silence.data;
    return true;
  }

  /** Resets the counts for a new process. */
  restart(nowMs: number): void {
    this.#silence = undefined;
    this.#stats = undefined;
    this.#since = { atMs: nowMs, orders: 0 };
  }

  #rate(orders: number, nowMs: number): number {
    const { atMs, orders: before } = this.#since ?? { atMs: nowMs, orders };
    const elapsedMs = nowMs - atMs;
    if (elapsedMs < RATE_OVER_MS_MIN) return this.#stats?.ordersPerSecond ?? 0;
    this.#since = { atMs: nowMs, orders };
    return Math.round((Math.max(0, orders - before) / elapsedMs) * 10_000) / 10;
  }
}

/** Latencies that the bots measured. A bot without a reply from the exchange is left out. */
export function latenciesOf(states: readonly ProcessState[]): BotLatencies {
  return Object.fromEntries(
    states.flatMap(({ name, stats }): [string, BotLatency][] => {
      const { ackP50Ms, ackP99Ms, feedP50Ms, feedP99Ms } = stats ?? {};
      if (ackP50Ms === undefined || ackP99Ms === undefined) return [];
      const feed = feedP50Ms === undefined || feedP99Ms === undefined ? {} : { feedP50Ms, feedP99Ms };
      return [[name, { ackP50Ms, ackP99Ms, ...feed }]];
    }),
  );
}
