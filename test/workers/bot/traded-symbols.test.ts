import { describe, expect, test } from 'vitest';
import { readSymbols, tradedSymbols } from '../../../src/workers/bot/traded-symbols.ts';

const LISTED = ['ETF', 'FUT', 'BOND'];

test.each([
  [undefined, undefined, ['ETF']],
  [undefined, 'FUT', ['FUT']],
  ['all', undefined, LISTED],
  ['all', 'FUT', ['FUT']],
  [['FUT', 'ETF'], undefined, ['FUT', 'ETF']],
] as const)('static symbols %j and --symbol %s trade %j', (declared, chosen, symbols) => {
  expect(tradedSymbols(declared, chosen, LISTED)).toEqual({ symbols });
});

test.each([
  [undefined, 'GOLD', '--symbol GOLD is not traded here; there is ETF, FUT, BOND.'],
  ['all', 'GOLD', '--symbol GOLD is not traded here; there is ETF, FUT, BOND.'],
  [['ETF', 'GOLD'], undefined, 'static symbols: GOLD is not traded here; there is ETF, FUT, BOND.'],
  [
    ['ETF', 'FUT'],
    'ETF',
    '--symbol ETF: the strategy chooses its instruments, static symbols: ETF, FUT; leave --symbol out.',
  ],
] as const)('static symbols %j and --symbol %s are refused', (declared, chosen, problem) => {
  expect(tradedSymbols(declared, chosen, LISTED)).toEqual({ problem });
});

describe('a static symbols', () => {
  test.each([[undefined], ['all'], [['ETF', 'FUT']]])('%j is valid', (declared) => {
    expect(readSymbols(declared)).toEqual({ symbols: declared });
  });

  test.each([
    ['ETF', "must be 'all' or a list such as ['ETF', 'FUT']; got 'ETF'"],
    [[], "must be 'all' or a list such as ['ETF', 'FUT']; got []"],
    [['ETF', 7], 'lists 7, which is not a symbol'],
    [['ETF', 'FUT', 'ETF'], 'lists ETF twice'],
  ])('%j is refused', (declared, problem) => {
    expect(readSymbols(declared)).toEqual({ problem });
  });
});
