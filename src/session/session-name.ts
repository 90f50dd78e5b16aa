/** Name of a session's folder: the UTC time of its opening, to the second, so that names sort by age. */
export function sessionName(now: Date): string {
  return now.toISOString().slice(0, 19).replaceAll(':', '-');
}
