import { describe, expect, test } from 'vitest';
import { quote, quoteThrown } from '../../../src/workers/bot/source-lines.ts';

const FILE = '/bots/mine.ts';
const SOURCES = new Map([[FILE, ['// mine', '\tconst a = b.c;']]]);

function thrownAt(...frames: string[]): Error {
  const error = new TypeError('no c');
  error.stack = ['TypeError: no c', ...frames].join('\n');
  return error;
}

describe('quoteThrown', () => {
  const quoted = `${FILE}:2:14: TypeError: no c\n  2 | \tconst a = b.c;\n    | \t            ^`;

  test.each([
    ['of a method', `    at Mine.nextOrder (${FILE}:2:14)`],
    ['of no function', `    at ${FILE}:2:14`],
    ['as a URL', `    at async Mine.nextOrder (file://${FILE}:2:14)`],
  ])('quotes the line of a frame %s', (_, frame) => {
    expect(quoteThrown(thrownAt(frame), SOURCES)).toBe(quoted);
  });

  test('takes the first frame in a file of the author', () => {
    const error = thrownAt(
      '    at f (/bots/node_modules/lib/i.js:9:9)',
      `    at g (${FILE}:2:14)`,
      `    at h (${FILE}:1:1)`,
    );
    expect(quoteThrown(error, SOURCES)).toBe(quoted);
  });

  test('has only the message when there is no such frame', () => {
    expect(quoteThrown(thrownAt('    at f (node:fs:1:1)'), SOURCES)).toBe('TypeError: no c');
  });

  test('names the cause', () => {
    const cause = new Error('connect ECONNREFUSED 127.0.0.1:8000');
    expect(quoteThrown(new TypeError('fetch failed', { cause }), new Map())).toBe(
      'TypeError: fetch failed, because of Error: connect ECONNREFUSED 127.0.0.1:8000',
    );
  });

  test('describes other thrown values', () => {
    expect(quoteThrown('oops', SOURCES)).toContain('oops was thrown');
    expect(quoteThrown(undefined, SOURCES)).toContain('undefined was thrown');
  });
});

test('a line of a minified file is not quoted', () => {
  expect(quote({ file: 'a.js', line: 1, column: 5 }, 'bad', 'x'.repeat(5_000))).toBe('a.js:1:5: bad');
});
