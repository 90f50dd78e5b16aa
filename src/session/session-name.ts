/** The name of a session's folder: the UTC time at which it was opened, to the second, so that names sort by age. */
export function sessionName(now: Date): string {
  return now.toISOString().slice(0, 19).replaceAll(':', '-');
}
