/** Reads a strategy's `static warmup`: how much of the past it needs before it starts. */
import { excerpt } from '../../runtime/describe-issue.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
const SECONDS_MAX = 86_400;

/** Warmup of a strategy that declares none. */
export const DEFAULT_WARMUP_SECONDS = 3_600;

/** Checks `static warmup`, because a strategy may be plain JavaScript. */
export function readWarmup(
  declared: unknown,
): { readonly seconds: number | undefined } | { readonly problem: string } {
  if (declared === undefined) return { seconds: undefined };
  const [, count = '', unit = ''] =
    /^(\d{1,6})([smhd])$/.exec(typeof declared === 'string' ? declared : '') ?? [];
  const seconds = Number(count) * (UNIT_SECONDS[unit] ?? 0);
  if (typeof declared === 'string' && seconds >= 1 && seconds <= SECONDS_MAX) return { seconds };
  return { problem: `must be a time of 1s to 1d, such as '90s', '20m' or '2h'; got ${excerpt(declared)}` };
}

export function inWords(seconds: number): string {
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  return seconds < 7_200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3_600)} h`;
}
