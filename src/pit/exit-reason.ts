/** Why a worker ended, in words for the user. */
import type { Exit } from './launcher.ts';

/** What `workers/host.ts` ends with. */
export const EXIT_IN_ORDER = 0;
export const EXIT_SETUP = 2;

/** The workers' own words: a mistake in their options, or an error in their log. */
const ERROR_LINE = /^(?:error: |\d{4}-\S+ error )(.+)$/;
const MISTAKE_START = /^error: /;
/** Node's words for an error that nobody caught. */
const UNCAUGHT_LINE = /^(?:Uncaught )?((?:[A-Z]\w*)?Error(?: \[\w+\])?: .+)$/;

/** @param log the process's last lines, newest last. */
export function exitReason(exit: Exit, log: readonly string[]): string {
  const said = lastMatch(log, ERROR_LINE);
  if (exit.code === EXIT_SETUP && said !== null) return said;
  const ended = exit.signal === null ? `Ended with exit code ${exit.code}` : `Ended by signal ${exit.signal}`;
  const thrown = exit.signal === null ? (lastMatch(log, UNCAUGHT_LINE) ?? said) : lastWord(exit.signal, log);
  return thrown === null ? `${ended}.` : `${ended}: ${thrown}`;
}

/** A bot's watchdog says why, and ends it at once; what was said long before another kill has nothing to do with it. */
function lastWord(signal: string, log: readonly string[]): string | null {
  return signal === 'SIGKILL' ? lastMatch(log.slice(-1), ERROR_LINE) : null;
}

/** A mistake of the user's with the lines that it quotes; null when there is none. */
export function fullReason(log: readonly string[]): string | null {
  const start = log.findLastIndex((line) => MISTAKE_START.test(line));
  return start === -1 ? null : log.slice(start).join('\n').replace(MISTAKE_START, '');
}

function lastMatch(lines: readonly string[], pattern: RegExp): string | null {
  const found = lines.findLast((line) => pattern.test(line));
  return found?.match(pattern)?.[1] ?? null;
}
