/**
 * The warnings and errors of the house bots, shown in the terminal of a headless pit.
 *
 * 1. Each line begins with the bot's name, because all bots share the terminal.
 * 2. A line that is no log entry belongs to the entry above it: it is a line that an error quotes.
 */
import { parseLogLine } from '../contract/log-line.ts';
import type { LogLevel, Logger } from '../runtime/log.ts';

/** Further lines are dropped: a strategy may write to the same stream without end. */
export const QUOTED_LINES_MAX = 60;
/** Strategies use `info` freely; the terminal shows what needs attention. */
const SHOWN: ReadonlySet<LogLevel> = new Set(['warn', 'error']);

interface Entry {
  readonly level: LogLevel;
  readonly quotedLines: number;
}

export class HouseLog {
  readonly #log: Logger;
  /** The newest entry of each bot. */
  readonly #entries = new Map<string, Entry>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param line of the standard error of the bot `name` */
  write(name: string, line: string): void {
    const begun = parseLogLine(line);
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
