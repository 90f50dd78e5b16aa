import { formatDate, formatMinutes } from '../format/times.ts';

const NAMED_BY_TIME = /(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)(?:-\d+)?$/;
const MICROS_PER_MS = 1_000;

/**
 * Title from a session's folder, whose name is the UTC time of its start. The title has the user's own time, for example
 * `session of 29 Nov, 12:00`.
 */
export function sessionTitle(folder: string): string {
  const [, date, hours, minutes, seconds] = NAMED_BY_TIME.exec(folder) ?? [];
  const micros = Date.parse(`${date}T${hours}:${minutes}:${seconds}Z`) * MICROS_PER_MS;
  if (Number.isNaN(micros)) return `session ${folder.split(/[\\/]/).at(-1) ?? folder}`;
  return `session of ${formatDate(micros)}, ${formatMinutes(micros)}`;
}
