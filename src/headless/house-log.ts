/**
 * The logs of the house bots in the terminal of a headless pit: warnings and errors, or every line.
 *
 * 1. Each line begins with the bot's name, because all bots share the terminal.
 * 2. A line that is not a log entry belongs to the entry above it. An error quotes it, or a strategy prints it.
 */
import { parseLogLine } from '../contract/log-line.ts';
import { LOG_LEVELS, type LogLevel, type Logger } from '../runtime/log.ts';

/**
 * Largest number of lines after an entry. Further ones are dropped, because a strategy may write to the same stream
 * without end.
 */
export const QUOTED_LINES_MAX = 60;
/** Levels that the terminal shows. Strategies use `info` freely, and the terminal shows only what needs attention. */
const SHOWN: ReadonlySet<LogLevel> = new Set(['warn', 'error']);
const ALL: ReadonlySet<LogLevel> = new Set(LOG_LEVELS);

interface Entry {
  readonly level: LogLevel;
  readonly quotedLines: number;
}

export class HouseLog {
  readonly #log: Logger;
  readonly #showsAll: boolean;
  /** The newest entry of each bot. */
  readonly #entries = new Map<string, Entry>();

  /** @param showsAll true: show every line of every bot */
  constructor(log: Logger, showsAll = false) {
    this.#log = log;
    this.#showsAll = showsAll;
  }

  /** @param line line of the bot `name`, from its standard error, or from either stream when every line is shown */
  write(name: string, line: string): void {
    const begun = parseLogLine(line);
    if (begun === null) return this.#quoted(name, line);
    this.#entries.set(name, { level: begun.level, quotedLines: 0 });
    this.#show(begun.level, name, begun.text);
  }

  #quoted(name: string, line: string): void {
    const entry = this.#entries.get(name);
    if (this.#showsAll) return this.#show(entry?.level ?? 'info', name, line);
    if (entry === undefined || entry.quotedLines === QUOTED_LINES_MAX) return;
    this.#entries.set(name, { ...entry, quotedLines: entry.quotedLines + 1 });
    this.#show(entry.level, name, line);
  }

  #show(level: LogLevel, name: string, text: string): void {
    const shown = this.#showsAll ? ALL : SHOWN;
    if (shown.has(level)) this.#log[level](`${name}: ${text}`);
  }
}
