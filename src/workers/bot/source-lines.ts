/** Quotes lines of the author's files under an error, so that it can be understood without an editor. */
import { fileURLToPath } from 'node:url';

/** The author's files at the time of loading: lines by absolute path. */
export type SourceLines = ReadonlyMap<string, readonly string[]>;

/** Position of an error. `line` and `column` count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const FRAME = /^\s+at (?:.*\()?((?:file:\/\/)?[^()]+):(\d+):(\d+)\)?$/;
const LINE_LENGTH_MAX = 160;

/** `file:line:column: message`, the line, and a mark under the column. */
export function quote(place: SourcePosition, message: string, lineText: string | undefined): string {
  const head = `${place.file}:${place.line}:${place.column}: ${message}`;
  if (lineText === undefined || lineText.length > LINE_LENGTH_MAX) return head;
  const number = String(place.line);
  const indent = lineText.slice(0, place.column - 1).replace(/[^\t]/g, ' ');
  return `${head}\n  ${number} | ${lineText}\n  ${' '.repeat(number.length)} | ${indent}^`;
}

/** Text of a thrown value, with the first stack frame in one of the author's files. */
export function quoteThrown(thrown: unknown, sources: SourceLines): string {
  if (!(thrown instanceof Error)) return `${String(thrown)} was thrown; throw an Error to see its line`;
  const message = `${thrown.name}: ${thrown.message}${causeOf(thrown)}`;
  const place = placeOf(thrown, sources);
  return place === undefined ? message : quote(place, message, sources.get(place.file)?.[place.line - 1]);
}

/** What an error gives as its cause: `fetch failed` alone does not say that nobody listens at the address. */
function causeOf({ cause }: Error): string {
  return cause instanceof Error ? `, because of ${cause.name}: ${cause.message}` : '';
}

/** True when a stack frame is in one of the author's files. */
export function isThrownIn(thrown: unknown, sources: SourceLines): boolean {
  return thrown instanceof Error && placeOf(thrown, sources) !== undefined;
}

/**
 * Quotes a mistake without a stack: the line that matches the last pattern, searched from the lines of the other
 * patterns downwards.
 * @param patterns patterns of consecutive lines, such as that of a class and that of its field
 */
export function quoteLine(
  file: string,
  patterns: readonly RegExp[],
  message: string,
  sources: SourceLines,
): string {
  const lines = sources.get(file) ?? [];
  const line = patterns.reduce(
    (from, pattern) => lines.findIndex((text, at) => at >= from && pattern.test(text)),
    0,
  );
  const lineText = lines[line];
  if (lineText === undefined) return `${file}: ${message}`;
  return quote({ file, line: line + 1, column: lineText.search(/\S/) + 1 }, message, lineText);
}

function placeOf(error: Error, sources: SourceLines): SourcePosition | undefined {
  for (const frame of (error.stack ?? '').split('\n')) {
    const [, location = '', line, column] = FRAME.exec(frame) ?? [];
    const file = location.startsWith('file://') ? fileURLToPath(location) : location;
    if (sources.has(file)) return { file, line: Number(line), column: Number(column) };
  }
  return undefined;
}
