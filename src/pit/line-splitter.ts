/** Splits a stream of text into lines, whatever its chunks. */
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';

/** A longer line is cut, so an endless line cannot fill the memory. */
export const LINE_CHARS_MAX = 64 * 1024;

/** Each line goes to `onLine` without its end; so does an unfinished last one. */
export function splitLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split(/\r?\n/);
    rest = (lines.pop() ?? '').slice(0, LINE_CHARS_MAX);
    for (const line of lines) onLine(line.slice(0, LINE_CHARS_MAX));
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
