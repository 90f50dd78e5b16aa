import { describe, expect, test } from 'vitest';
import type { ParamSpecs } from '../../src/contract/strategy.ts';
import { changedParams, paramsText, rangeOf } from '../../src/renderer/bots/param-values.ts';

const SPECS: ParamSpecs = {
  levels: { type: 'integer', default: 12, min: 1, max: 50, about: 'orders on each side' },
  skew: { type: 'number', default: 0.5, min: 0, about: 'how far it leans' },
  loud: { type: 'boolean', default: false, about: 'says what it does' },
  mode: { type: 'choice', default: 'calm', choices: ['calm', 'wild'], about: 'its temper' },
  note: { type: 'text', default: 'n', about: 'anything' },
};

describe('the passed values', () => {
  test.each([
    [{}, {}],
    [{ levels: '12', skew: '0.50', loud: false, mode: 'calm', note: 'n' }, {}],
    [
      { levels: '5', loud: true, mode: 'wild', note: '' },
      { levels: 5, loud: true, mode: 'wild', note: '' },
    ],
    [
      { levels: 5, skew: '1e-3' },
      { levels: 5, skew: 0.001 },
    ],
    [{ levels: '', skew: '-' }, {}],
    [{ gone: 1, levels: '5' }, { levels: 5 }],
  ])('of %j is %j', (typed, passed) => {
    expect(changedParams(SPECS, typed)).toEqual(passed);
  });

  test('are all typed ones while the parameters are unknown', () => {
    expect(changedParams(undefined, { levels: 5 })).toEqual({ levels: 5 });
    expect(changedParams(null, { free: 'text' })).toEqual({});
  });
});

test('bounds in words', () => {
  const range = (bounds: { min?: number; max?: number }) =>
    rangeOf({ type: 'number', default: 0, about: '', ...bounds });
  expect([range({ min: 1, max: 50 }), range({ min: 0 }), range({ max: 9 }), range({})]).toEqual([
    '1 to 50',
    '0 or more',
    '9 or less',
    undefined,
  ]);
  expect(rangeOf({ type: 'boolean', default: true, about: '' })).toBeUndefined();
});

test('values on one line', () => {
  expect(paramsText({ levels: 5, loud: true })).toBe('levels=5 loud=true');
});
