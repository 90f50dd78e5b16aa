/**
 * Workers announce what they do on standard output, in one line of JSON each. A bot's strategy may print there as well:
 * any other line belongs to the bot's log.
 */
import { z } from 'zod';
import { FAILURE_CODES, type Failure } from '../runtime/failure.ts';

const portSchema = z.int().min(1).max(65_535);
const announcementSchema = z.looseObject({
  event: z.string(),
  ports: z.record(z.string(), portSchema).optional(),
});

export type Announcement = z.output<typeof announcementSchema>;

/** @returns null when the line is not an announcement */
export function parseAnnouncement(line: string): Announcement | null {
  if (!line.startsWith('{')) return null;
  try {
    return announcementSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** Bound on the reason's length, because a strategy writes to the same output as its bot. */
const REASON_CHARS_MAX = 32_768;
const failureSchema = z.object({
  code: z.enum(FAILURE_CODES),
  reason: z.string().max(REASON_CHARS_MAX),
  taken: z.object({ host: z.string(), port: portSchema, option: z.string() }).optional(),
});

/** @returns null when the worker announces something else */
export function failureIn(announcement: Announcement | null): Failure | null {
  if (announcement?.event !== 'failed') return null;
  return failureSchema.safeParse(announcement).data ?? null;
}
