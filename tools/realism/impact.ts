/**
 * The impact of a parent order on the price. A buyer works it over a minute, and in a second run of the same seed a
 * seller does. Half the difference of the two mids is the impact. The fair value is the same in both runs, so its drift
 * cancels, and the noise of a single seed is half as large as against a run without the order.
 *
 * The peak is the mid at the end of the order, and the part that reverts is measured one order-length later. The concave
 * law: B. Tóth et al., "Anomalous price impact and the critical nature of liquidity in financial markets", Physical Review
 * X 1 (2011), 021006. The decay: J. D. Farmer, A. Gerig, F. Lillo, H. Waelbroeck, "How efficiency shapes market impact",
 * Quantitative Finance 13 (2013), 1743–1758, and F. Bucci et al., "Slow decay of impact in equity markets: insights from
 * the ANcerno database", Market Microstructure and Liquidity 4 (2018): two thirds of the peak remain, then less.
 */
import type { Side } from '../../src/contract/orders.ts';
import type { Context, StrategyClass } from '../../src/contract/strategy.ts';
import { rosterOf } from '../../src/crowd/index.ts';
import { QuickPit } from '../../src/quick-pit/quick-pit.ts';
import { BASIS_POINTS } from './figures.ts';
import { HOUSE_DEPOSIT } from './simulated.ts';
import { mean, slope } from './statistics.ts';

/** Sizes in coins, above the volume of a minute. Below it, the noise of single seeds exceeds the impact. */
const PARENT_SIZES: readonly number[] = [2.5, 5, 10];
const BEFORE_MS = 120_000;
const PARENT_MS = 60_000;
const PIECE_MS = 2_000;
const LOOK_MS = 1_000;
/** Number of seconds before a moment over which the mid is averaged. */
const AVERAGED = 5;

export interface Impact {
  readonly size: number;
  /** Impact at the end of the parent order, in basis points, as the mean over the seeds. */
  readonly bp: number;
  /** Share of the impact that has reverted a minute later. */
  readonly reverted: number;
}

export function impacts(seeds: readonly number[], accounts: number): readonly Impact[] {
  const runs = seeds.map((seed) =>
    PARENT_SIZES.map((size) => {
      const [bought, sold] = (['buy', 'sell'] as const).map((side) => midsOf(seed, accounts, side, size));
      return { end: halfway(bought?.end, sold?.end), later: halfway(bought?.later, sold?.later) };
    }),
  );
  return PARENT_SIZES.map((size, index) => {
    const end = mean(runs.map((run) => run[index]?.end ?? 0));
    const later = mean(runs.map((run) => run[index]?.later ?? 0));
    return { size, bp: end * BASIS_POINTS, reverted: 1 - later / end };
  });
}

/** Exponent of the size with which the impact grows. */
export function exponentOf(found: readonly Impact[]): number {
  return slope(found.map(({ size, bp }) => [Math.log(size), Math.log(Math.max(bp, 1e-9))]));
}

function halfway(up = 0, down = 0): number {
  return (up - down) / 2;
}

/** Logarithms of the mid at the end of the parent order and one order-length later. */
function midsOf(seed: number, accounts: number, side: Side, size: number) {
  const parent = { name: 'parent', strategy: parentOf(side, size) };
  const pit = new QuickPit([parent], seed, rosterOf(accounts), { crowdDeposit: HOUSE_DEPOSIT });
  const mids: number[] = [];
  pit.run(BEFORE_MS + 2 * PARENT_MS + LOOK_MS, LOOK_MS, () => {
    const [bid, ask] = [pit.market.bids[0]?.[0], pit.market.asks[0]?.[0]];
    mids.push(bid === undefined || ask === undefined ? (mids.at(-1) ?? 0) : Math.log((bid + ask) / 2));
  });
  const at = (ms: number) => mean(mids.slice(ms / LOOK_MS - AVERAGED, ms / LOOK_MS));
  return { end: at(BEFORE_MS + PARENT_MS), later: at(BEFORE_MS + 2 * PARENT_MS) };
}

function parentOf(side: Side, size: number): StrategyClass {
  const quantity = (size * PIECE_MS) / PARENT_MS;
  return class Parent {
    readonly everyMs = PIECE_MS;
    #turns = 0;

    nextOrder({ roundQuantity }: Context) {
      const ms = (this.#turns += 1) * PIECE_MS;
      if (ms <= BEFORE_MS || ms > BEFORE_MS + PARENT_MS) return undefined;
      return { type: 'place', side, quantity: roundQuantity(quantity) } as const;
    }
  };
}
