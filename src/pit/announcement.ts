/**
 * What workers say on standard output: one line of JSON an announcement.
 * A bot's strategy may print there too, so a line that is none is not an error but part of its log.
 */
import { z } from 'zod';

const portSchema = z.int().min(1).max(65_535);
const announcementSchema = z.looseObject({
  event: z.string(),
  ports: z.record(z.string(), portSchema).optional(),
});

export type Announcement = z.output<typeof announcementSchema>;

/** @returns null when the line is no announcement. */
export function parseAnnouncement(line: string): Announcement | null {
  if (!line.startsWith('{')) return null;
  try {
    return announcementSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
