/** The built-in strategies, by name. */
import type { BuiltInStrategy } from '../../src/contract/built-in-strategies.ts';
import type { StrategyClass } from '../../src/contract/strategy.ts';
import Grid from '../../strategies/grid.ts';
import Imbalance from '../../strategies/imbalance.ts';
import Maker from '../../strategies/maker.ts';
import MeanReversion from '../../strategies/mean-reversion.ts';
import Momentum from '../../strategies/momentum.ts';
import Random from '../../strategies/random.ts';
import Taker from '../../strategies/taker.ts';
import Twap from '../../strategies/twap.ts';
import { DEFAULT_ROSTER } from '../../src/pit/roster.ts';
import type { QuickBot } from './pit-options.ts';

const CLASSES = {
  maker: Maker,
  taker: Taker,
  random: Random,
  momentum: Momentum,
  'mean-reversion': MeanReversion,
  grid: Grid,
  twap: Twap,
  imbalance: Imbalance,
} satisfies Readonly<Record<BuiltInStrategy, unknown>>;
export const BUILT_INS = CLASSES as unknown as Readonly<Record<string, StrategyClass>>;
export const NAMES: readonly string[] = Object.keys(BUILT_INS);

/** The bots that Start opens beside the crowd. */
export function defaultBots(): readonly QuickBot[] {
  return DEFAULT_ROSTER.filter(({ strategy }) => strategy in BUILT_INS).map(({ name, strategy, params }) => ({
    name,
    strategy: BUILT_INS[strategy] as StrategyClass,
    params: Object.entries(params).map(([key, value]) => `${key}=${value}`),
  }));
}
