/** Names of the strategies in the box, as they are offered; each is a file of `strategies/`. */
export const BUILT_IN_STRATEGIES: readonly string[] = [
  'maker',
  'taker',
  'random',
  'momentum',
  'mean-reversion',
  'grid',
  'twap',
  'imbalance',
];
