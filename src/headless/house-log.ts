/**
 * The logs of the house bots in the terminal of a headless pit: warnings and errors, or every line.
 *
 * 1. Each line begins with the bot's name, because all bots share the terminal.
 * 2. A line that is no log entry belongs to the entry above it: it is a line that an error quotes, or that a strategy prints.
 */
import { parseLogLine } from '../contract/log-line.ts';
import { LOG_LEVELS, type LogLevel, type Logger } from '../runtime/log.ts';

/** Further lines are dropped: a strategy may write to the same stream without end. */
export const QUOTED_LINES_MAX = 60;
/** Strategies use `info` freely; the terminal shows what needs attention. */
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

  /** @param showsAll true: every line of every bot */
  constructor(log: Logger, showsAll = false) {
    this.#log = log;
    this.#showsAll = showsAll;
  }

  /** @param line of the bot `name`: of its standard error, or of either stream where every line is shown */
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
