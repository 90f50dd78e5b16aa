/** Formats times of a recorded session in the user's zone and locale. */
const MICROS_PER_MS = 1_000;

/** Clock with 24 hours, like the tape and the chart. */
const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/**
 * Time of day, for example `14:03:59`, with the day when the session spans several. Times are in microseconds since the
 * Unix epoch.
 */
export function momentText(micros: number, first: number, last: number): string {
  const ms = micros / MICROS_PER_MS;
  const isOneDay = day.format(first / MICROS_PER_MS) === day.format(last / MICROS_PER_MS);
  return isOneDay ? clock.format(ms) : `${day.format(ms)}, ${clock.format(ms)}`;
}

/** Time with date and zone, for a tooltip. */
export function wholeMomentText(micros: number): string {
  return whole.format(micros / MICROS_PER_MS);
}
