import { expect, test } from 'vitest';
import { linesOf } from '../../src/renderer/bots/log-text.ts';
import { maskTokens } from '../../src/renderer/format/mask-tokens.ts';

test.each([
  ['ws://pit.example:9010/?token=s3cret', 'ws://pit.example:9010/?token=•••'],
  ['wss://pit.example/?a=1&token=s3cret&b=2', 'wss://pit.example/?a=1&token=•••&b=2'],
  ['ws://pit.example/?TOKEN=s3cret', 'ws://pit.example/?TOKEN=•••'],
  ['“ws://pit.example?token=s3,c.ret” is no address', '“ws://pit.example?token=•••” is no address'],
  ['Connecting to ws://a/?token=s3cret, attempt 1', 'Connecting to ws://a/?token=•••, attempt 1'],
  ['ws://a/?token=one and ws://b/?token=two.', 'ws://a/?token=••• and ws://b/?token=•••.'],
  ['end the address with /?token=…)', 'end the address with /?token=…)'],
  ['ws://127.0.0.1:9010', 'ws://127.0.0.1:9010'],
])('%s is shown as %s', (text, shown) => {
  expect(maskTokens(text)).toBe(shown);
});

test('a log keeps its order and its text, with masked tokens', () => {
  const log = ['grid.ts:3', '  price ==', '        ^', 'at ws://a/?token=s3cret'];
  expect(
    linesOf(log)
      .map(({ text }) => text)
      .join('\n'),
  ).toBe('grid.ts:3\n  price ==\n        ^\nat ws://a/?token=•••');
});
