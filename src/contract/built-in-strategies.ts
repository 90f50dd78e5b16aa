/** What a bot can run: a built-in strategy by its name, or a file. */
import { CROWD } from './house.ts';

/** Built-in strategies in the order of the picker; each is a file of `strategies/`. */
const NAMES = [
  'maker',
  'taker',
  'random',
  'momentum',
  'mean-reversion',
  'grid',
  'twap',
  'imbalance',
] as const;
export type BuiltInStrategy = (typeof NAMES)[number];
export const BUILT_IN_STRATEGIES: readonly string[] = NAMES;

/** Everything that a bot can run without a file. The crowd is here as well: many traders in one process. */
export const BUILT_INS: readonly string[] = [CROWD, ...BUILT_IN_STRATEGIES];

/** Extensions of a strategy file. */
export const STRATEGY_EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'] as const;

export function isStrategyFile(path: string): boolean {
  return STRATEGY_EXTENSIONS.some((extension) => path.endsWith(extension));
}
