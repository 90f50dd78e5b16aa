import { formatDate, formatMinutes } from '../format/times.ts';

const NAMED_BY_TIME = /(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)(?:-\d+)?$/;
const MICROS_PER_MS = 1_000;

/** The user's own time of a session that is named by the UTC time of its start, for example `29 Nov, 12:00`. */
export function sessionTime(folder: string): string | undefined {
  const [, date, hours, minutes, seconds] = NAMED_BY_TIME.exec(folder) ?? [];
  const micros = Date.parse(`${date}T${hours}:${minutes}:${seconds}Z`) * MICROS_PER_MS;
  return Number.isNaN(micros) ? undefined : `${formatDate(micros)}, ${formatMinutes(micros)}`;
}

/** Title from a session's folder, for example `session of 29 Nov, 12:00`. */
export function sessionTitle(folder: string): string {
  const time = sessionTime(folder);
  return time === undefined ? `session ${folder.split(/[\\/]/).at(-1) ?? folder}` : `session of ${time}`;
}
