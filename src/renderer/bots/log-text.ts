/**
 * Splits the log of a process into entries. Each has a line with a level, and the lines below that belong to it, such
 * as the source lines or the stack of an error.
 */
import { parseLogLine, type LogLevel } from '../../contract/log-line.ts';
import { maskTokens } from '../format/mask-tokens.ts';

export interface LogFilter {
  /** True: only warnings and errors. */
  readonly problemsOnly: boolean;
  /** Text that an entry must contain, ignoring case. */
  readonly search: string;
}

export interface TextLine {
  readonly key: number;
  readonly text: string;
  /** True for a line of an author's file, below the error that refers to it. */
  readonly isQuoted: boolean;
}

export interface LogLine extends TextLine {
  readonly level: LogLevel;
  /** True for the first line of an entry. */
  readonly isHead: boolean;
}

/** Matches `  12 | const x = ;` and the line with the mark below it. */
const QUOTED_LINE = /^\s+(?:\d+ )?\| /;
const STAMP = /^\d{4}-\d\d-\d\dT[\d:.]+Z/;
/** Matches the form in which Node prints an uncaught error. */
const UNCAUGHT_ERROR = /^(?:Uncaught )?(?:[A-Z]\w*)?Error\b/;

/** All lines, in order. */
export function linesOf(lines: readonly string[]): readonly TextLine[] {
  return lines.map((line, key) => ({ key, text: maskTokens(line), isQuoted: QUOTED_LINE.test(line) }));
}

/** Time of a line, in milliseconds since the Unix epoch, and its text. Null: the line has no time. */
export function splitTime(text: string): readonly [atMs: number | null, words: string] {
  const [stamp = ''] = STAMP.exec(text) ?? [];
  const atMs = Date.parse(stamp);
  return Number.isNaN(atMs) ? [null, text] : [atMs, text.slice(stamp.length)];
}

/** The matching entries of a log, oldest first. */
export function filterLog(log: readonly string[], filter: LogFilter): readonly LogLine[] {
  return entriesOf(log)
    .filter((entry) => matches(entry, filter))
    .flat();
}

type Entries = readonly (readonly LogLine[])[];

/** Entries by log, because the pit reports all logs many times a second and few of them change. */
const entriesByLog = new WeakMap<readonly string[], Entries>();

function entriesOf(log: readonly string[]): Entries {
  const entries = entriesByLog.get(log) ?? readEntries(log);
  entriesByLog.set(log, entries);
  return entries;
}

function readEntries(log: readonly string[]): Entries {
  const entries: LogLine[][] = [];
  for (const line of linesOf(log)) {
    const entry = entries.at(-1);
    const [head] = entry ?? [];
    const level = levelOf(line.text);
    if (entry === undefined || head === undefined || level !== null) {
      entries.push([{ ...line, level: level ?? 'info', isHead: true }]);
    } else {
      entry.push({ ...line, level: head.level, isHead: false });
    }
  }
  return entries;
}

/** Level of a line. Null: the line belongs to the one above it. */
function levelOf(text: string): LogLevel | null {
  const entry = parseLogLine(text);
  if (entry !== null) return entry.level;
  if (UNCAUGHT_ERROR.test(text)) return 'error';
  return /^\s/.test(text) ? null : 'info';
}

function matches(entry: readonly LogLine[], { problemsOnly, search }: LogFilter): boolean {
  const level = entry[0]?.level;
  if (problemsOnly && level !== 'warn' && level !== 'error') return false;
  const wanted = search.trim().toLowerCase();
  return entry.some(({ text }) => text.toLowerCase().includes(wanted));
}
