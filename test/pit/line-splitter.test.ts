import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { LINE_CHARS_MAX, splitLines } from '../../src/pit/line-splitter.ts';

async function linesOf(...chunks: readonly (string | Buffer)[]): Promise<readonly string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  splitLines(stream, (line) => void lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await finished(stream);
  return lines;
}

test('for any division into chunks', async () => {
  expect(await linesOf('on', 'e\ntw', 'o\r\n', '\nfour')).toEqual(['one', 'two', '', 'four']);
});

test('a character split between chunks stays whole', async () => {
  const bytes = Buffer.from('10 €\n');
  expect(await linesOf(bytes.subarray(0, 4), bytes.subarray(4))).toEqual(['10 €']);
});

test('a line without end is cut', async () => {
  const [line] = await linesOf('x'.repeat(LINE_CHARS_MAX), 'y'.repeat(10), '\n');
  expect(line).toHaveLength(LINE_CHARS_MAX);
});
