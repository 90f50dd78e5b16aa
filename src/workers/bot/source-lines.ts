/** Lines of the author's own files, quoted under an error so that it can be understood without opening an editor. */
import { fileURLToPath } from 'node:url';

/** The author's files as they were when the strategy was loaded: lines by absolute path. */
export type SourceLines = ReadonlyMap<string, readonly string[]>;

/** Where an error is. `line` and `column` count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const FRAME = /^\s+at (?:.*\()?((?:file:\/\/)?[^()]+):(\d+):(\d+)\)?$/;
const LINE_LENGTH_MAX = 160;

/** `file:line:column: message`, the line, and a mark under the column. */
export function quote(place: Place, message: string, lineText: string | undefined): string {
  const head = `${place.file}:${place.line}:${place.column}: ${message}`;
  if (lineText === undefined || lineText.length > LINE_LENGTH_MAX) return head;
  const number = String(place.line);
  const indent = lineText.slice(0, place.column - 1).replace(/[^\t]/g, ' ');
  return `${head}\n  ${number} | ${lineText}\n  ${' '.repeat(number.length)} | ${indent}^`;
}

/** What was thrown, at the first frame of its stack that is in one of the author's files. */
export function quoteThrown(thrown: unknown, sources: SourceLines): string {
  if (!(thrown instanceof Error)) return `${String(thrown)} was thrown; throw an Error to be told the line`;
  const message = `${thrown.name}: ${thrown.message}`;
  const place = placeOf(thrown, sources);
  return place === undefined ? message : quote(place, message, sources.get(place.file)?.[place.line - 1]);
}

function placeOf(error: Error, sources: SourceLines): Place | undefined {
  for (const frame of (error.stack ?? '').split('\n')) {
    const [, location = '', line, column] = FRAME.exec(frame) ?? [];
    const file = location.startsWith('file://') ? fileURLToPath(location) : location;
    if (sources.has(file)) return { file, line: Number(line), column: Number(column) };
  }
  return undefined;
}
