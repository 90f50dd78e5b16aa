/**
 * One line of a worker's log, in the form that the worker writes and its readers parse:
 *
 * 1. `2026-11-22T09:30:00.000Z warn text`: an entry with its time and its level.
 * 2. `error: text`: the reason why a program without a log ends.
 *
 * Any other line belongs to the entry above it, such as a line of source that an error quotes.
 */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogEntry {
  /** Time in UTC, ISO 8601. Null: the line carries no time. */
  readonly at: string | null;
  readonly level: LogLevel;
  readonly text: string;
}

const TIMED = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (debug|info|warn|error) (.*)$/;
const FATAL = 'error: ';

/** One line of the log, without the line feed. */
export function formatLogLine(at: string, level: LogLevel, text: string): string {
  return `${at} ${level} ${text}`;
}

/** The last line of a program without a log, without the line feed. */
export function formatFatalLine(text: string): string {
  return `${FATAL}${text}`;
}

/** @returns null for a line that belongs to the entry above it */
export function parseLogLine(line: string): LogEntry | null {
  const [, at, level, text = ''] = TIMED.exec(line) ?? [];
  if (at !== undefined) return { at, level: level as LogLevel, text };
  return line.startsWith(FATAL) ? { at: null, level: 'error', text: line.slice(FATAL.length) } : null;
}
