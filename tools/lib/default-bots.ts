/** The bots that Start opens in addition to the crowd, for a pit in virtual time. */
import type { StrategyClass } from '../../src/contract/strategy.ts';
import { DEFAULT_ROSTER, paramWords } from '../../src/pit/roster.ts';
import { BUILT_INS } from '../../src/quick-pit/built-ins.ts';
import type { QuickBot } from '../../src/quick-pit/pit-options.ts';

export function defaultBots(): readonly QuickBot[] {
  return DEFAULT_ROSTER.filter(({ strategy }) => strategy in BUILT_INS).map(({ name, strategy, params }) => ({
    name,
    strategy: BUILT_INS[strategy] as StrategyClass,
    params: paramWords(params),
  }));
}
