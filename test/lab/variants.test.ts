/** Strategies on the lab's command line, valid and refused. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseBots, parseSweep, variantsOf } from '../../src/lab/variants.ts';

const STRATEGIES = fileURLToPath(new URL('../../strategies', import.meta.url));

test('sweeps', () => {
  expect(parseSweep('gamma=0.1,0.2')).toEqual(['gamma=0.1', 'gamma=0.2']);
  expect(parseSweep('lots=10..40/10')).toEqual(['lots=10', 'lots=20', 'lots=30', 'lots=40']);
  expect(parseSweep('x=0.1..0.3/0.1')).toEqual(['x=0.1', 'x=0.2', 'x=0.3']);
  expect(parseSweep('file=../a.csv,../b.csv')).toEqual(['file=../a.csv', 'file=../b.csv']);
});

test('a parameter of all strategies, and of one', () => {
  const variants = variantsOf(['maker', 'maker'], ['levels=3', 'b.levels=4', 'b.skew=a.b'], [], STRATEGIES);
  expect(variants.map(({ params }) => params)).toEqual([['levels=3'], ['levels=3', 'levels=4', 'skew=a.b']]);
  expect(variants.map(({ label }) => label)).toEqual(['maker', 'maker levels=4 skew=a.b']);
  expect(() => variantsOf(['maker'], ['b.levels=4'], [], STRATEGIES)).toThrow(
    "--param 'b.levels=4': there is no such strategy.",
  );
});

test('variants: every file with every combination of the sweeps', () => {
  const variants = variantsOf(['maker', 'taker'], ['size=1'], ['x=1,2', 'y=3'], STRATEGIES);
  expect(variants.map(({ letter, label, params }) => [letter, label, params])).toEqual([
    ['a', 'maker x=1 y=3', ['size=1', 'x=1', 'y=3']],
    ['b', 'maker x=2 y=3', ['size=1', 'x=2', 'y=3']],
    ['c', 'taker x=1 y=3', ['size=1', 'x=1', 'y=3']],
    ['d', 'taker x=2 y=3', ['size=1', 'x=2', 'y=3']],
  ]);
});

test.each([
  [() => parseSweep('x=1,,2'), "--sweep 'x=1,,2' has an empty value"],
  [() => parseSweep('x=1,2,1'), "--sweep 'x=1,2,1' has the value '1' twice"],
  [() => parseSweep('x=1..2'), "--sweep 'x=1..2' must be KEY=FROM..TO/STEP in numbers"],
  [() => parseSweep('x=a..b/c'), 'must be KEY=FROM..TO/STEP in numbers'],
  [() => parseSweep('x=0..1e12/1'), "--sweep 'x=0..1e12/1' has 1000000000001 values, more than 26"],
  [() => parseSweep('gamma'), "--sweep 'gamma' must be"],
  [() => parseSweep('x=4..1/1'), "--sweep 'x=4..1/1' must go upwards"],
  [() => parseSweep('x=1..4/0'), "--sweep 'x=1..4/0' must go upwards"],
  [() => parseBots('maker,nope'), "there is no built-in strategy 'nope'"],
  [() => parseBots('maker,taker,maker'), "--bots 'maker,taker,maker' has maker twice"],
  [() => variantsOf(['maker'], [], ['x=1,2', 'x=3'], STRATEGIES), "--sweep: 'x' is swept twice"],
  [() => variantsOf(['nope'], [], [], STRATEGIES), "'nope' is not a built-in strategy"],
  [() => variantsOf(['maker'], [], ['x=1..40/1'], STRATEGIES), 'has 40 values, more than 26'],
  [() => variantsOf(['maker'], [], ['x=1..8/1', 'y=1..5/1'], STRATEGIES), '40 variants are more than 26'],
])('what is wrong is one sentence that names it: %s', (parse, words) => {
  expect(parse).toThrow(words);
});
