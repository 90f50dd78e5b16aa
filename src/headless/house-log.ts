/**
 * What the house bots warn of and fail with, for who reads the terminal of a pit without a screen.
 *
 * 1. Each line begins with the bot's name, for all bots share the terminal.
 * 2. Lines without a time of their own belong to the entry above them: they are the quoted lines of an error.
 */
import type { LogLevel, Logger } from '../runtime/log.ts';

/** A longer entry is cut; a strategy may write to the same stream without end. */
export const QUOTED_LINES_MAX = 60;
const ENTRY = /^\d{4}-\S+ (debug|info|warn|error) (.*)$/;
/** How a mistake that a restart does not mend begins. */
const MISTAKE = /^error: (.*)$/;
/** Strategies have `info` for themselves; the terminal is for what somebody has to look at. */
const SHOWN: ReadonlySet<LogLevel> = new Set(['warn', 'error']);

interface Entry {
  readonly level: LogLevel;
  readonly quotedLines: number;
}

export class HouseLog {
  readonly #log: Logger;
  /** The newest of each bot. */
  readonly #entries = new Map<string, Entry>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param line of the standard error of the bot `name` */
  write(name: string, line: string): void {
    const begun = beginning(line);
    if (begun === null) return this.#quoted(name, line);
    this.#entries.set(name, { level: begun.level, quotedLines: 0 });
    this.#show(begun.level, name, begun.text);
  }

  #quoted(name: string, line: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined || entry.quotedLines === QUOTED_LINES_MAX) return;
    this.#entries.set(name, { ...entry, quotedLines: entry.quotedLines + 1 });
    this.#show(entry.level, name, line);
  }

  #show(level: LogLevel, name: string, text: string): void {
    if (SHOWN.has(level)) this.#log[level](`${name}: ${text}`);
  }
}

/** Null: the line goes on with what the line before it began. */
function beginning(line: string): { readonly level: LogLevel; readonly text: string } | null {
  const [, level, text = ''] = ENTRY.exec(line) ?? [];
  if (level !== undefined) return { level: level as LogLevel, text };
  const mistake = MISTAKE.exec(line)?.[1];
  return mistake === undefined ? null : { level: 'error', text: mistake };
}
