import { expect, test } from 'vitest';
import { outcomeOf, verdictOf } from '../../../tools/packages/outcome.ts';

test('a run ends with its value, or with the first line of its error', () => {
  expect(outcomeOf('hello\nRESULT [1,2]\n')).toEqual({ type: 'value', json: '[1,2]' });
  expect(outcomeOf("node:internal\n\nError [ERR_MODULE_NOT_FOUND]: no 'x'\n    at a:1:2")).toEqual({
    type: 'error',
    text: "Error [ERR_MODULE_NOT_FOUND]: no 'x'",
  });
  expect(outcomeOf('error: /s.mjs failed while it was loaded: /s.mjs:1:2: RangeError: no')).toMatchObject({
    text: 'RangeError: no',
  });
  expect(outcomeOf('')).toEqual({ type: 'error', text: 'it printed nothing' });
});

test('only the same value, or an error of both, is as under Node', () => {
  const value = (json: string) => ({ type: 'value', json }) as const;
  const error = { type: 'error', text: 'Error: no addon' } as const;
  expect(verdictOf(value('1'), value('1'))).toBe('the same value');
  expect(verdictOf(value('1'), value('2'))).toBeUndefined();
  expect(verdictOf(value('1'), error)).toBeUndefined();
  expect(verdictOf(error, value('1'))).toBeUndefined();
  expect(verdictOf(error, error)).toBe('fails under plain Node too: Error: no addon');
});
