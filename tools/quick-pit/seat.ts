/** A bot's place in a pit in virtual time. */
import type { AccountIndex } from '../../src/contract/units.ts';
import { format } from 'node:util';
import { readParams } from '../../src/config/strategy-params.ts';
import { seededRandom } from '../../src/contract/seeded-random.ts';
import type { Strategy } from '../../src/contract/strategy.ts';
import { createLogger } from '../../src/runtime/log.ts';
import { Guard } from '../../src/workers/bot/guard.ts';
import { Trader, type TraderOptions } from '../../src/workers/bot/trader.ts';
import type { Latency, QuickBot } from './pit-options.ts';

export interface Seat {
  readonly account: AccountIndex;
  /** Undefined: the strategy decides whenever something changed. */
  readonly everyMs: number | undefined;
  readonly trader: Trader;
  readonly latency: Latency | undefined;
  /** When it decides next. */
  nextMs: number;
  /** When the newest message of each kind arrives. */
  readonly lastMs: { order: number; answer: number };
}

type Surroundings = Pick<TraderOptions, 'symbol' | 'replica' | 'time' | 'now' | 'wantOrders' | 'send'> & {
  /** Of the strategy's random numbers. */
  readonly seed: number;
};

/** The strategy, and the bot around it. */
export function createTrader(
  { name, strategy, params = [], onError, onLog }: QuickBot,
  { seed, ...surroundings }: Surroundings,
): Pick<Strategy, 'everyMs' | 'timerMs'> & { readonly trader: Trader } {
  const values = readParams(strategy.params, params);
  const bot = new strategy(values);
  const { everyMs, timerMs } = bot;
  const log = createLogger('error', (line) => {
    if (onError === undefined) throw new Error(line);
    onError(line);
  });
  const trader = new Trader({
    ...surroundings,
    strategy: bot,
    guard: new Guard(new Map(), { log, now: surroundings.now, onGiveUp: () => {}, onActivity: () => {} }),
    account: name,
    params: values,
    random: seededRandom(seed),
    idPrefix: '',
    warn: () => {},
    strategyLog: (...line) => onLog?.(format(...line)),
  });
  return {
    trader,
    ...(everyMs === undefined ? {} : { everyMs }),
    ...(timerMs === undefined ? {} : { timerMs }),
  };
}
