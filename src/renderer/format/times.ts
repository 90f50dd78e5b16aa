/** Times in the user's zone, and durations with a suitable unit. */
const MICROS_PER_MS = 1_000;
const MICROS_PER_SECOND = 1_000_000;

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const minutes = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const date = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' });
const whole = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'long',
});

let clockText = { second: Number.NaN, text: '' };

/**
 * Time of day of an exchange time in microseconds, for example `14:03:59`. Rows of one second share the text, because
 * formatting is slow.
 */
export function formatClock(micros: number): string {
  const second = Math.floor(micros / MICROS_PER_SECOND);
  if (second !== clockText.second) clockText = { second, text: clock.format(micros / MICROS_PER_MS) };
  return clockText.text;
}

/** Time of day of a time in milliseconds, for example `14:03:59.042`. */
export function formatClockMs(ms: number): string {
  return `${clock.format(ms)}.${String(ms % 1_000).padStart(3, '0')}`;
}

/** Time of day without seconds, for example `14:03`. */
export function formatMinutes(micros: number): string {
  return minutes.format(micros / MICROS_PER_MS);
}

/**
 * True when the bar is the first of a day in the user's zone. Among 1-hour bars in Kolkata, this is the one at 00:30.
 */
export function startsDay(micros: number, barMicros: number): boolean {
  return formatDate(micros) !== formatDate(micros - barMicros);
}

/** Day and month, for example `23 Nov`. */
export function formatDate(micros: number): string {
  return date.format(micros / MICROS_PER_MS);
}

/** Time with date and zone, for a tooltip. */
export function formatFullTime(micros: number): string {
  return whole.format(micros / MICROS_PER_MS);
}

/** Text of a duration, for example `1.2 ms`, `3.4 s`, `2 min 05 s` or `1 h 02 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${trimmed(ms)} ms`;
  if (ms < 60_000) return `${trimmed(ms / 1_000)} s`;
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${padded(seconds % 60)} s`;
  return `${Math.floor(seconds / 3_600)} h ${padded(Math.floor(seconds / 60) % 60)} min`;
}

/** Whole seconds, for a running count on screen: `0 s`, `12 s`, `2 min 05 s`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1_000);
}

function trimmed(value: number): string {
  const tenths = Math.floor(value * 10) / 10;
  return tenths < 10 ? tenths.toFixed(1) : Math.floor(tenths).toFixed(0);
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}
