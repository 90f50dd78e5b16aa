import { describe, expect, test } from 'vitest';
import { readParams, readSpecs } from '../../src/config/strategy-params.ts';

const SPECS = {
  levels: { type: 'integer', default: 12, min: 1, max: 50, about: 'orders on each side' },
  skew: { type: 'number', default: 0.5, min: 0, about: 'how far it leans' },
  loud: { type: 'boolean', default: false, about: 'says what it does' },
  mode: { type: 'choice', default: 'calm', choices: ['calm', 'wild'], about: 'its temper' },
  note: { type: 'text', default: '', about: 'anything' },
} as const;

const DEFAULTS = { levels: 12, skew: 0.5, loud: false, mode: 'calm', note: '' };

describe('declared parameters', () => {
  test('have their defaults, and accept valid values', () => {
    expect(readParams(SPECS, [])).toEqual(DEFAULTS);
    expect(readParams(SPECS, ['levels=3', 'skew=1e-1', 'loud=true', 'mode=wild', 'note=a=b'])).toEqual({
      levels: 3,
      skew: 0.1,
      loud: true,
      mode: 'wild',
      note: 'a=b',
    });
    expect(readParams(SPECS, ['levels=3', 'levels=4'])).toMatchObject({ levels: 4 });
  });

  test.each([
    ['levels=2.5', "--param levels must be a whole number; got '2.5'."],
    ['levels=', "--param levels must be a whole number; got ''."],
    ['levels=0', "--param levels must be at least 1; got '0'."],
    ['levels=51', "--param levels must be at most 50; got '51'."],
    ['skew=NaN', "--param skew must be a number; got 'NaN'."],
    ['skew=Infinity', "--param skew must be a number; got 'Infinity'."],
    ['loud=yes', "--param loud must be true or false; got 'yes'."],
    ['mode=mad', "--param mode must be one of calm, wild; got 'mad'."],
    [
      'level=2',
      'this strategy has no such parameter; it has levels (orders on each side), skew (how far it leans)',
    ],
    ['toString=1', 'this strategy has no such parameter'],
    ['levels', "--param 'levels' must be KEY=VALUE"],
  ])('%s is refused', (pair, words) => {
    expect(() => readParams(SPECS, [pair])).toThrow(words);
  });
});

test('a class without parameters accepts none', () => {
  expect(readParams(undefined, [])).toEqual({});
  expect(() => readParams(undefined, ['foo=1'])).toThrow(
    '--param foo: this strategy takes no parameters; a class declares its own in `static params`.',
  );
});

test.each([
  ['no declaration', { a: 5 }, 'a', 'a must be an object; got 5'],
  ['a list', [1], undefined, 'it must be an object; got [ 1 ]'],
  [
    'an unknown type',
    { a: { type: 'int' } },
    'a',
    "a.type must be one of number, integer, boolean, text, choice; got 'int'",
  ],
  [
    'a missing about',
    { levels: { type: 'integer', default: 5 } },
    'levels',
    'levels.about must be a text; got nothing',
  ],
  [
    'a default out of range',
    { a: { type: 'number', default: 9, max: 5, about: '' } },
    'a',
    "the default of 'a' must be at most 5; it is 9",
  ],
])('%s is the author’s mistake', (_, declared, key, problem) => {
  expect(readSpecs(declared)).toEqual({ key, problem });
});
