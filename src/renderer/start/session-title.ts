const NAMED_BY_TIME = /(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-\d\d(?:-\d+)?$/;

/** Title from a session's folder, whose name is the UTC time of its start: `session of 2026-11-29 12:00 UTC`. */
export function sessionTitle(folder: string): string {
  const [, date, hours, minutes] = NAMED_BY_TIME.exec(folder) ?? [];
  if (date === undefined) return `session ${folder.split(/[\\/]/).at(-1) ?? folder}`;
  return `session of ${date} ${hours}:${minutes} UTC`;
}
