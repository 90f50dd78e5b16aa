/** Splits a stream of text into lines, independently of its chunks. */
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';

/** Longest line. A longer one is cut, so an endless line cannot fill the memory. */
export const LINE_CHARS_MAX = 64 * 1024;

/** Passes each line to `onLine` without its line feed, including an unfinished last one. */
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
