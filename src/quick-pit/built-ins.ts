/** The built-in strategies, by name. */
import type { BuiltInStrategy } from '../contract/built-in-strategies.ts';
import type { StrategyClass } from '../contract/strategy.ts';
import Grid from '../../strategies/grid.ts';
import Imbalance from '../../strategies/imbalance.ts';
import Maker from '../../strategies/maker.ts';
import MeanReversion from '../../strategies/mean-reversion.ts';
import Momentum from '../../strategies/momentum.ts';
import Random from '../../strategies/random.ts';
import Taker from '../../strategies/taker.ts';
import Twap from '../../strategies/twap.ts';

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
