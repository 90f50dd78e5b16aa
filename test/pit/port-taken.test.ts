import { expect, test } from 'vitest';
import { withPortAdvice } from '../../src/pit/port-taken.ts';

const advice = (flag: string) => `try ${flag}=N`;

test.each([
  ['--orders-port', '--orders-port'],
  ['--events-port', '--events-port'],
  ['--port', '--relay-port'],
])('the advice to use the worker’s %s becomes one about %s', (own, flag) => {
  const said = `port 9001 on 127.0.0.1 is taken; stop the program that holds it or choose another with ${own}`;
  expect(withPortAdvice(said, advice)).toBe(`port 9001 on 127.0.0.1 is taken; try ${flag}=N.`);
});

test('any other reason stays as it is', () => {
  expect(withPortAdvice('instruments: A is there twice.', advice)).toBe('instruments: A is there twice.');
});
