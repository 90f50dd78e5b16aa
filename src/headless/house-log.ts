/**
 * The logs of the house bots in the terminal of a headless pit: warnings and errors, or every line.
 *
 * 1. Each line begins with the bot's name, because all bots share the terminal.
 * 2. A line that is not a log entry belongs to the entry above it. An error quotes it, or a strategy prints it.
 * 3. A bot's warnings with the same reject code are shown once per REPEAT_MS. A line states how many were left out
 *    since the last one.
 */
import { REJECT_CODES } from '../contract/codes.ts';
import { parseLogLine, type LogEntry } from '../contract/log-line.ts';
import { LOG_LEVELS, type LogLevel, type Logger } from '../runtime/log.ts';

/**
 * Largest number of lines after an entry. Further ones are dropped, because a strategy may write to the same stream
 * without end.
 */
export const QUOTED_LINES_MAX = 60;
/** Shortest time between two lines of one reject code. */
const REPEAT_MS = 60_000;
/** Levels that the terminal shows. Strategies use `info` freely, and the terminal shows only what needs attention. */
const SHOWN: ReadonlySet<LogLevel> = new Set(['warn', 'error']);
const ALL: ReadonlySet<LogLevel> = new Set(LOG_LEVELS);

interface Entry {
  readonly level: LogLevel;
  readonly quotedLines: number;
}

/** Warnings of a bot with one reject code. */
interface Repeats {
  /** Time of the last one that was shown. */
  readonly shownAtMs: number;
  readonly hidden: number;
}

export class HouseLog {
  readonly #log: Logger;
  readonly #showsAll: boolean;
  /** The newest entry of each bot. */
  readonly #entries = new Map<string, Entry>();
  /** By bot and code. */
  readonly #repeats = new Map<string, Repeats>();

  /** @param showsAll true: show every line of every bot */
  constructor(log: Logger, showsAll = false) {
    this.#log = log;
    this.#showsAll = showsAll;
  }

  /** @param line line of the bot `name`, from its standard error, or from either stream when every line is shown */
  write(name: string, line: string): void {
    const begun = parseLogLine(line);
    if (begun === null) return this.#quoted(name, line);
    const text = this.#showsAll ? begun.text : this.#unrepeated(name, begun);
    // What belongs to a hidden entry is hidden as well.
    this.#entries.set(name, { level: text === null ? 'debug' : begun.level, quotedLines: 0 });
    if (text !== null) this.#show(begun.level, name, text);
  }

  /** @returns the text to show; null: the entry only repeats one that was shown */
  #unrepeated(name: string, { level, text, at }: LogEntry): string | null {
    const code = REJECT_CODES.find((one) => text.startsWith(`${one}: `));
    if (level !== 'warn' || code === undefined || at === null) return text;
    const key = `${name} ${code}`;
    const { shownAtMs, hidden } = this.#repeats.get(key) ?? { shownAtMs: -Infinity, hidden: 0 };
    const atMs = Date.parse(at);
    const isRepeat = atMs - shownAtMs < REPEAT_MS;
    this.#repeats.set(key, isRepeat ? { shownAtMs, hidden: hidden + 1 } : { shownAtMs: atMs, hidden: 0 });
    if (isRepeat) return null;
    return hidden === 0 ? text : `${text} (${hidden} more since the last such line)`;
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
