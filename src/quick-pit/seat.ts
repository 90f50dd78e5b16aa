/** A bot's place in a pit in virtual time. */
import type { AccountIndex } from '../contract/units.ts';
import { format } from 'node:util';
import { readParams } from '../config/strategy-params.ts';
import { seededRandom } from '../contract/seeded-random.ts';
import type { Strategy, StrategyClass } from '../contract/strategy.ts';
import { createLogger } from '../runtime/log.ts';
import { Guard } from '../workers/bot/guard.ts';
import { readSymbols, tradedSymbols } from '../workers/bot/traded-symbols.ts';
import { Trader, type TraderOptions } from '../workers/bot/trader.ts';
import type { Latency, QuickBot } from './pit-options.ts';

export interface Seat {
  readonly account: AccountIndex;
  /** Interval of the decisions. Undefined: the strategy decides whenever something has changed. */
  readonly everyMs: number | undefined;
  readonly trader: Trader;
  readonly guard: Guard;
  /** Instruments that the strategy trades, the main one first. */
  readonly symbols: readonly string[];
  readonly latency: Latency | undefined;
  /** Time of the next decision. */
  nextMs: number;
  /** Arrival time of the newest message of each kind. */
  readonly lastMs: { order: number; answer: number };
}

type Surroundings = Pick<TraderOptions, 'replica' | 'time' | 'now' | 'wantOrders' | 'send' | 'onUnsent'> & {
  /** Symbols of the pit's instruments. */
  readonly listed: readonly string[];
  /** Seed of the strategy's random numbers. */
  readonly seed: number;
};

/** A strategy and the bot around it. @throws Error for an instrument that the pit does not have */
export function createTrader(
  {
    name,
    strategy,
    params = [],
    symbol,
    sources = new Map(),
    check = () => {},
    onActivity = () => {},
    onError,
    onLog,
  }: QuickBot,
  { seed, listed, ...surroundings }: Surroundings,
): Pick<Strategy, 'everyMs' | 'timerMs'> & Pick<Seat, 'trader' | 'guard' | 'symbols'> {
  const values = readParams(strategy.params, params);
  const bot = new strategy(values);
  check(bot);
  const { everyMs, timerMs } = bot;
  const log = createLogger('error', (line) => {
    if (onError === undefined) throw new Error(line);
    onError(line);
  });
  // As in a live bot, a strategy that is no longer called leaves no orders.
  const onGiveUp = () => void trader.cancelAll();
  const guard = new Guard(sources, { log, now: surroundings.now, onGiveUp, onActivity });
  const trader: Trader = new Trader({
    ...surroundings,
    strategy: bot,
    guard,
    account: name,
    params: values,
    random: seededRandom(seed),
    idPrefix: '',
    warn: () => {},
    strategyLog: (...line) => onLog?.(format(...line)),
  });
  return {
    trader,
    guard,
    symbols: symbolsOf(strategy, symbol, listed),
    ...(everyMs === undefined ? {} : { everyMs }),
    ...(timerMs === undefined ? {} : { timerMs }),
  };
}

function symbolsOf(
  strategy: StrategyClass,
  chosen: string | undefined,
  listed: readonly string[],
): readonly string[] {
  const declared = readSymbols(strategy.symbols);
  if ('problem' in declared) throw new Error(`static symbols ${declared.problem}`);
  const traded = tradedSymbols(declared.symbols, chosen, listed);
  if ('problem' in traded) throw new Error(traded.problem);
  return traded.symbols;
}
