/**
 * The code of `npm run bench -- lab-errors`: how often the lab finds something in real runs in which there is nothing
 * to find.
 */
import { seededRandom } from '../../../src/contract/seeded-random.ts';
import type { Context, Intent, StrategyClass } from '../../../src/contract/strategy.ts';
import { rosterOf } from '../../../src/crowd/index.ts';
import { reportOf, type Variant } from '../../../src/lab/comparison.ts';
import { WARM_UP_MS } from '../../../src/lab/epoch.ts';
import { LAB_ACCOUNT } from '../../../src/contract/lab.ts';
import { FILL_COLUMNS, measure, type RunResult } from '../../../src/lab/measure.ts';
import { deviation, mean, sum } from '../../../src/contract/sample.ts';
import { compare, Z_80_PERCENT } from '../../../src/lab/statistics.ts';
import { BUILT_INS } from '../../../src/quick-pit/built-ins.ts';
import { QuickPit } from '../../../src/quick-pit/quick-pit.ts';

const CROWD = 10;
const MINUTES = 0.25;
const LATENCY = { feed: 1, order: 1, answer: 1 };
const SIGNIFICANT = 0.05;
const VARIANTS = 20;
const SWEEP_SEEDS = 16;
/** Number of runs from which the comparisons with a known edge draw their seeds. */
const EDGE_POOL = 400;
const BASIS_POINT = 1e-4;
/** Quantiles of the normal distribution, for a test at 5 % and a power of 80 %. */
const ERRORS = 1.96 + Z_80_PERCENT;
/** Number of seeds of a comparison that prints how many are needed. */
const PILOT_SEEDS = [20, 60, 200];
/** Largest factor by which the printed number may be wrong. */
const FACTOR_MAX = 1.5;
/** Number of runs of each variant from which a sweep draws its seeds. */
const SWEEP_POOL = 80;

/**
 * Compares a strategy with itself on other seeds. No seed appears in two tests.
 * @returns the number of tests in which the permutation test sees a difference at 5 %
 */
export function countFalseFindings(tests: number, seedsPerSide: number, firstSeed: number): number {
  let seed = firstSeed;
  let found = 0;
  for (let test = 0; test < tests; test += 1) {
    const side = () =>
      Array.from({ length: seedsPerSide }, () => runOf(BUILT_INS['maker'] as StrategyClass, seed++).pnl);
    if (compare(side(), side(), 1, { seed: test + 1 }).p < SIGNIFICANT) found += 1;
  }
  return found;
}

/** @returns the number of pairs of runs with one seed that differ in profit or in any trade */
export function countUnequalTwins(seeds: number, firstSeed: number): number {
  const runs = Array.from({ length: seeds }, (_, index) =>
    [0, 1].map(() => runOf(BUILT_INS['maker'] as StrategyClass, firstSeed + index)),
  );
  return runs.filter(([one, other]) => one?.pnl !== other?.pnl || one?.hash !== other?.hash).length;
}

/**
 * Sweeps over twenty strategies that trade at random, of which none is better.
 * @returns the number of sweeps in which the interval of the best one covers 0
 */
export function countHonestSweeps(sweeps: number, firstSeed: number): number {
  const pool = Array.from({ length: VARIANTS }, (_, variant) =>
    Array.from({ length: SWEEP_POOL }, (_, index) => runOf(noise(variant, index), firstSeed + index)),
  );
  const variants = pool.map((_, index): Variant => {
    const letter = String(index);
    return { letter, label: letter, path: '', className: undefined, params: [`noise=${letter}`] };
  });
  const random = seededRandom(firstSeed);
  let honest = 0;
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const places = drawn(SWEEP_SEEDS, SWEEP_POOL, random);
    const { rows } = reportOf(
      variants,
      true,
      pool.map((runs) => places.flatMap((place) => runs[place] ?? [])),
    );
    const difference = rows.find(({ metric }) => metric.key === 'pnl')?.differences[0];
    // There is no difference when the first variant itself was the best.
    if (!difference || (difference.low <= 0 && difference.high >= 0)) honest += 1;
  }
  return honest;
}

/** How well "needs N seeds" holds for `maker` with a fee rebate of a basis point, against itself on other seeds. */
export interface NeededSeeds {
  /** Mean gain and standard deviation of a seed. */
  readonly edge: number;
  readonly spread: number;
  /** Number of seeds that the formula gives for this gain. */
  readonly needed: number;
  /** Share of comparisons that find the gain with so many seeds. */
  readonly power: readonly { readonly seeds: number; readonly found: number }[];
  /** Printed number, as a multiple of the right one for the size of the difference that the comparison saw. */
  readonly pilots: readonly {
    readonly seeds: number;
    readonly median: number;
    readonly low: number;
    readonly high: number;
    readonly within: number;
  }[];
}

/** @param tests number of comparisons for each figure */
export function measureNeededSeeds(tests: number, firstSeed: number): NeededSeeds {
  const runs = Array.from({ length: EDGE_POOL }, (_, index) =>
    runOf(BUILT_INS['maker'] as StrategyClass, firstSeed + index),
  );
  const random = seededRandom(firstSeed);
  const any = () => runs[Math.floor(random() * EDGE_POOL)] as RunResult;
  const comparison = (seeds: number) => {
    const side = () => Array.from({ length: seeds }, any);
    return compare(
      side().map(({ pnl }) => pnl),
      side().map((run) => run.pnl + rebateOf(run)),
    );
  };
  const profits = runs.map(({ pnl }) => pnl);
  const edge = mean(runs.map(rebateOf));
  const spread = Math.hypot(deviation(profits), deviation(runs.map((run) => run.pnl + rebateOf(run))));
  const needed = Math.ceil((ERRORS * (spread / edge)) ** 2);
  const power = [needed / FACTOR_MAX, needed, needed * FACTOR_MAX].map(Math.round).map((seeds) => {
    const found = Array.from({ length: tests }, () => comparison(seeds)).filter(({ p }) => p < SIGNIFICANT);
    return { seeds, found: found.length / tests };
  });
  const pilots = PILOT_SEEDS.map((seeds) => {
    const factors = Array.from({ length: tests }, () => {
      const { mean: seen, seedsNeeded } = comparison(seeds);
      return seedsNeeded / (ERRORS * (spread / seen)) ** 2;
    }).toSorted((one, other) => one - other);
    const at = (share: number) => factors[Math.floor(share * (tests - 1))] ?? 0;
    const within = factors.filter((factor) => factor < FACTOR_MAX && factor > 1 / FACTOR_MAX).length / tests;
    return { seeds, median: at(0.5), low: at(0.05), high: at(0.95), within };
  });
  return { edge, spread, needed, power, pilots };
}

/** A basis point of what a run traded as maker. */
function rebateOf({ fillRows }: RunResult): number {
  const column = (name: (typeof FILL_COLUMNS)[number]) => FILL_COLUMNS.indexOf(name);
  const [price, quantity, liquidity] = [column('price'), column('quantity'), column('liquidity')];
  const values = fillRows
    .filter((row) => row[liquidity] === 'maker')
    .map((row) => Number(row[price]) * Number(row[quantity]));
  return BASIS_POINT * sum(values);
}

/** A strategy that sends a market order in a random direction every second. */
function noise(variant: number, index: number): StrategyClass {
  class Noise {
    readonly everyMs = 1_000;
    readonly #random = seededRandom(1 + variant * SWEEP_POOL + index);

    nextOrder(_context: Context): Intent {
      return { type: 'place', side: this.#random() < 0.5 ? 'buy' : 'sell', quantity: 0.05 };
    }
  }
  return Noise;
}

function runOf(strategy: StrategyClass, seed: number): RunResult {
  const bot = { name: LAB_ACCOUNT, strategy, latency: LATENCY };
  const pit = new QuickPit([bot], seed, rosterOf(CROWD), { startMs: WARM_UP_MS });
  return measure(pit, { seed, minutes: MINUTES, flatten: false, errors: [], onSecond: () => {} });
}

/** `count` different numbers below `limit`. */
function drawn(count: number, limit: number, random: () => number): readonly number[] {
  const left = Array.from({ length: limit }, (_, index) => index);
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0] ?? 0);
}
