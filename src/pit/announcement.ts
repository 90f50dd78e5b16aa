/**
 * Workers announce what they do on standard output, one line of JSON each.
 * A bot's strategy may print there too: any other line belongs to its log.
 */
import { z } from 'zod';
import { FAILURE_CODES, type Failure } from '../runtime/failure.ts';

const portSchema = z.int().min(1).max(65_535);
const announcementSchema = z.looseObject({
  event: z.string(),
  ports: z.record(z.string(), portSchema).optional(),
});

export type Announcement = z.output<typeof announcementSchema>;

/** @returns null if the line is not an announcement */
export function parseAnnouncement(line: string): Announcement | null {
  if (!line.startsWith('{')) return null;
  try {
    return announcementSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** A strategy shares its bot's output, so the size is bounded. */
const REASON_CHARS_MAX = 32_768;
const failureSchema = z.object({
  code: z.enum(FAILURE_CODES),
  reason: z.string().max(REASON_CHARS_MAX),
  taken: z.object({ host: z.string(), port: portSchema, option: z.string() }).optional(),
});

/** @returns null if the worker announces something else */
export function failureIn(announcement: Announcement | null): Failure | null {
  if (announcement?.event !== 'failed') return null;
  return failureSchema.safeParse(announcement).data ?? null;
}
