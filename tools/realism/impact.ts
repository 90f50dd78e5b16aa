/**
 * The impact of a parent order on the price: one buyer works it over a minute, and the mid is compared with that of the same
 * pit without it. The concave law and the part that reverts: B. Tóth et al., "Anomalous price impact and the critical
 * nature of liquidity in financial markets", Physical Review X 1 (2011), 021006.
 */
import type { Context, StrategyClass } from '../../src/contract/strategy.ts';
import { rosterOf } from '../../src/crowd/index.ts';
import { QuickPit } from '../../src/quick-pit/quick-pit.ts';
import { BASIS_POINTS } from './figures.ts';
import { mean, slope } from './statistics.ts';

/** In coins, above the volume of a minute; below it, the noise of single seeds exceeds the impact. */
const PARENT_SIZES: readonly number[] = [2.5, 5, 10];
const BEFORE_MS = 180_000;
const PARENT_MS = 60_000;
const PIECE_MS = 2_000;
const LOOK_MS = 1_000;
/** The mid is averaged over the last seconds before a moment. */
const AVERAGED = 5;

export interface Impact {
  readonly size: number;
  /** At the end of the parent order, basis points, mean over the seeds. */
  readonly bp: number;
  /** Share of it that is gone a minute later. */
  readonly reverted: number;
}

export function impacts(seeds: readonly number[], accounts: number): readonly Impact[] {
  const runs = seeds.map((seed) => {
    const base = midsAfter(seed, accounts, 0);
    return PARENT_SIZES.map((size) => {
      const mids = midsAfter(seed, accounts, size);
      return { end: mids.end - base.end, later: mids.later - base.later };
    });
  });
  return PARENT_SIZES.map((size, index) => {
    const end = mean(runs.map((run) => run[index]?.end ?? 0));
    const later = mean(runs.map((run) => run[index]?.later ?? 0));
    return { size, bp: end * BASIS_POINTS, reverted: 1 - later / end };
  });
}

/** Impact grows as the size to this power. */
export function exponentOf(found: readonly Impact[]): number {
  return slope(found.map(({ size, bp }) => [Math.log(size), Math.log(Math.max(bp, 1e-9))]));
}

function midsAfter(seed: number, accounts: number, size: number) {
  const buyer = { name: 'buyer', strategy: parentOf(size) };
  const pit = new QuickPit([buyer], seed, rosterOf(accounts));
  const mids: number[] = [];
  pit.run(BEFORE_MS + 2 * PARENT_MS + LOOK_MS, LOOK_MS, () => {
    const [bid, ask] = [pit.market.bids[0]?.[0], pit.market.asks[0]?.[0]];
    mids.push(bid === undefined || ask === undefined ? (mids.at(-1) ?? 0) : Math.log((bid + ask) / 2));
  });
  const at = (ms: number) => mean(mids.slice(ms / LOOK_MS - AVERAGED, ms / LOOK_MS));
  return { end: at(BEFORE_MS + PARENT_MS), later: at(BEFORE_MS + 2 * PARENT_MS) };
}

function parentOf(size: number): StrategyClass {
  const quantity = (size * PIECE_MS) / PARENT_MS;
  return class Buyer {
    readonly everyMs = PIECE_MS;
    #turns = 0;

    nextOrder({ roundQuantity }: Context) {
      const ms = (this.#turns += 1) * PIECE_MS;
      if (size === 0 || ms <= BEFORE_MS || ms > BEFORE_MS + PARENT_MS) return undefined;
      return { type: 'place', side: 'buy', quantity: roundQuantity(quantity) } as const;
    }
  };
}
