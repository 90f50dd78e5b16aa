/** What the sizes of a crowd's first orders give away about its draws. */
import { expect, test } from 'vitest';
import { Dice, FairValue, type Seed } from '../../src/crowd/index.ts';
import { Value } from '../../src/crowd/traders/value.ts';
import { secretStreams } from '../../src/runtime/secret-streams.ts';
import { Stage } from './stage.ts';

const SECONDS = 900;
/** Stream of the trader that a cheat watches, and that of the fair value. */
const WATCHED = 138;
const FAIR_VALUE = 0;
const SEEDS = 20_000;

/** Sizes of a value trader's first orders, which the book shows far from the mid. */
function firstSizes(seed: Seed): readonly number[] {
  const stage = new Stage();
  stage.run(new Value(stage.seat, stage.world, new Dice(seed, WATCHED)), 1.5);
  return stage.placed.slice(0, 8).map(({ quantity }) => quantity);
}

/** The seed of a crowd, from sizes that everybody sees. */
function findSeed(sizes: readonly number[]): number | undefined {
  const isFrom = (seed: number) => {
    const dice = new Dice(seed, WATCHED);
    dice.uniform();
    return sizes.every((size, index) => {
      dice.uniform();
      return Math.abs(0.5 + 2 * dice.uniform() * (1 + (index % 4)) - size) < 0.001;
    });
  };
  return Array.from({ length: SEEDS }, (_, seed) => seed).find(isFrom);
}

const path = (seed: Seed) => {
  const fair = new FairValue(new Dice(seed, FAIR_VALUE));
  return Array.from({ length: SECONDS }, (_, second) => fair.at(second));
};

test('the first orders of a crowd with a number for its seed give its future away', () => {
  const found = findSeed(firstSizes(12_345));
  expect(found).toBe(12_345);
  expect(path(found ?? 0)).toEqual(path(12_345));
});

test('those of a crowd with a secret seed do not', () => {
  expect(findSeed(firstSizes(secretStreams()))).toBeUndefined();
});

test('each secret has streams of its own', () => {
  const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 1)];
  expect(path(secretStreams(one))).toEqual(path(secretStreams(other)));
  other[31] = 0;
  expect(path(secretStreams(one))).not.toEqual(path(secretStreams(other)));
  expect(path(secretStreams())).not.toEqual(path(secretStreams()));
  const first = Array.from({ length: 1_000 }, (_, stream) => secretStreams(one)(stream)());
  expect(new Set(first).size).toBe(1_000);
  expect(first.reduce((sum, draw) => sum + draw, 0) / 1_000).toBeCloseTo(0.5, 1);
});
