/** One run: a strategy, a seed, and some minutes of a market that reacts to it. */
import { createHash } from 'node:crypto';
import type { Room } from '../../src/contract/room.ts';
import { Dice, rosterOf } from '../../src/crowd/index.ts';
import { seedOf } from '../../src/contract/seeded-random.ts';
import { readParams } from '../../src/config/strategy-params.ts';
import { declaredParams, loadStrategy } from '../../src/workers/bot/load-strategy.ts';
import { BUILT_INS } from '../quick-pit/built-ins.ts';
import type { Latency, QuickBot } from '../quick-pit/pit-options.ts';
import { DEPOSIT, QuickPit } from '../quick-pit/quick-pit.ts';
import { AccountBook, equityOf, MARKOUT_SECONDS } from './account-book.ts';
import { EPOCH_MS } from './epoch.ts';
import { deviation, mean, sum } from './statistics.ts';
import { VirtualWorld } from './virtual-world.ts';

const SECOND_MS = 1_000;
const MINUTE_SECONDS = 60;
const MICROS_PER_MS = 1_000;
const ERRORS_KEPT_MAX = 3;
/** The account of the strategy under test. */
export const TESTED = 'tested';
/** The book fills up; the strategy does not trade yet and nothing counts. */
const WARM_UP_MS = 10_000;

/** A delay in milliseconds: `ms`, or log-normal about it with this standard deviation. */
export interface Delay {
  readonly ms: number;
  readonly jitterMs: number;
}

export interface RunRequest {
  readonly path: string;
  readonly className: string | undefined;
  readonly params: readonly string[];
  readonly seed: number;
  readonly minutes: number;
  /** Traders of the crowd. */
  readonly crowd: number;
  /** Built-in strategies beside it. */
  readonly bots: readonly string[];
  readonly latency: Readonly<Record<keyof Latency, Delay>>;
  /** Absent: the crowd as usual. */
  readonly room?: Room | undefined;
}

export interface RunResult {
  readonly seed: number;
  readonly minutes: number;
  readonly pnl: number;
  readonly spreadEarned: number;
  readonly spreadPaid: number;
  readonly inventory: number;
  readonly fees: number;
  readonly orders: number;
  readonly fills: number;
  readonly makerFills: number;
  readonly volume: number;
  readonly liquidations: number;
  readonly rejections: Readonly<Record<string, number>>;
  readonly maxDrawdown: number;
  /** Mean over standard deviation of the minutes' profits; 0 when the equity never moved. */
  readonly sharpePerMinute: number;
  readonly meanAbsolutePosition: number;
  readonly maxAbsolutePosition: number;
  /** Mean of the fills, weighted by their quantities, basis points; null without a fill. By MARKOUT_SECONDS. */
  readonly markouts: readonly (number | null)[];
  /** Profit at the end of each minute. */
  readonly path: readonly number[];
  /** Of every trade of the market and of the account's profit: the same on every machine. */
  readonly hash: string;
  /** The strategy's exception, in words; empty: none. */
  readonly errors: readonly string[];
}

/**
 * Takes the process over: its clock, timers and randomness are the run's from now on.
 * @param onSecond is called with each second of the run
 */
export async function runOnce(request: RunRequest, onSecond: (second: number) => void): Promise<RunResult> {
  const { path, className, params, seed, minutes, bots } = request;
  const world = new VirtualWorld(seedOf(`world ${seed}`));
  world.install();
  const file = { path, className };
  const loaded = await loadStrategy(file);
  readParams(declaredParams(file, loaded), params);
  const errors: string[] = [];
  const tested: QuickBot = {
    name: TESTED,
    strategy: loaded.strategyClass,
    params,
    latency: latencyOf(request.latency, seed),
    onError: (line) => {
      if (errors.length < ERRORS_KEPT_MAX) errors.push(line);
    },
  };
  const beside = bots.map((name): QuickBot => ({ name, strategy: BUILT_INS[name] as QuickBot['strategy'] }));
  const { room } = request;
  const market = { opensMs: EPOCH_MS, startMs: WARM_UP_MS, ...(room && { mood: room.mood }) };
  const pit = new QuickPit([tested, ...beside], seed, rosterOf(request.crowd), market);
  if (room !== undefined) follow(pit, room);
  world.attach(
    () => pit.nowMs,
    (atMs, run) => pit.plan(atMs, run),
  );
  return measured(pit, { seed, minutes, errors, onSecond });
}

/** Events of a room, except outages of the exchange, because a run has no other process. */
function follow(pit: QuickPit, { events, repeatSeconds }: Room): void {
  for (const event of events) {
    if (event.type === 'outage') continue;
    const happen = (atMs: number): void => {
      pit.plan(atMs, () => {
        pit.crowd?.stir(event);
        if (repeatSeconds !== null) happen(atMs + repeatSeconds * SECOND_MS);
      });
    };
    happen(WARM_UP_MS + event.atSeconds * SECOND_MS);
  }
}

interface Measuring {
  readonly seed: number;
  readonly minutes: number;
  readonly errors: readonly string[];
  readonly onSecond: (second: number) => void;
}

function measured(pit: QuickPit, { seed, minutes, errors, onSecond }: Measuring): RunResult {
  const book = new AccountBook(TESTED);
  const hash = createHash('sha256');
  pit.onReply = (account, reply) => {
    if (account === TESTED) book.replied(reply, pit.market.markPrice);
  };
  pit.onEvents = (events) => {
    book.observed(events);
    for (const event of events)
      if (event.type === 'trade')
        hash.update(`${event.time} ${event.price} ${event.quantity} ${event.aggressor}\n`);
  };
  const path: number[] = [];
  let [peak, maxDrawdown, seconds, absolute, maxAbsolute] = [0, 0, 0, 0, 0];
  const profit = () => equityOf(held(), DEPOSIT) - DEPOSIT;
  const held = () => pit.replica.positions.get(TESTED)?.get(pit.market.instrument.symbol);
  pit.run(WARM_UP_MS, SECOND_MS, () => {});
  pit.run(minutes * MINUTE_SECONDS * SECOND_MS, SECOND_MS, () => {
    const now = profit();
    const position = Math.abs(held()?.quantity ?? 0);
    const [bid, ask] = [pit.market.bids[0]?.[0], pit.market.asks[0]?.[0]];
    book.look(
      (EPOCH_MS + pit.nowMs) * MICROS_PER_MS,
      bid === undefined || ask === undefined ? undefined : (bid + ask) / 2,
    );
    peak = Math.max(peak, now);
    maxDrawdown = Math.max(maxDrawdown, peak - now);
    absolute += position;
    maxAbsolute = Math.max(maxAbsolute, position);
    if (seconds % MINUTE_SECONDS === 0) path.push(now);
    seconds += 1;
    onSecond(seconds);
  });
  const pnl = profit();
  path.push(pnl);
  const { fills, spreadEarned, spreadPaid, fees, orders, liquidations, rejections } = book;
  hash.update(`${pnl} ${fills.length}`);
  return {
    seed,
    minutes,
    pnl,
    spreadEarned,
    spreadPaid,
    inventory: book.inventory(pnl),
    fees,
    orders,
    fills: fills.length,
    makerFills: fills.filter(({ liquidity }) => liquidity === 'maker').length,
    volume: sum(fills.map(({ quantity, price }) => quantity * price)),
    liquidations,
    rejections,
    maxDrawdown,
    sharpePerMinute: sharpeOf(path),
    meanAbsolutePosition: absolute / seconds,
    maxAbsolutePosition: maxAbsolute,
    markouts: MARKOUT_SECONDS.map((_, horizon) => meanMarkout(book, horizon)),
    path,
    hash: hash.digest('hex'),
    errors,
  };
}

function meanMarkout({ fills }: AccountBook, horizon: number): number | null {
  const known = fills.filter(({ markouts }) => markouts[horizon] !== null);
  const weight = sum(known.map(({ quantity }) => quantity));
  if (weight === 0) return null;
  return sum(known.map(({ markouts, quantity }) => (markouts[horizon] ?? 0) * quantity)) / weight;
}

function sharpeOf(path: readonly number[]): number {
  const changes = path.slice(1).map((value, index) => value - (path[index] ?? 0));
  const spread = deviation(changes);
  return spread > 0 ? mean(changes) / spread : 0;
}

/** A log-normal with mean `ms` and standard deviation `jitterMs`. */
function latencyOf({ feed, order, answer }: RunRequest['latency'], seed: number): Latency {
  const dice = new Dice(seedOf('latency'), seed);
  const sampler = ({ ms, jitterMs }: Delay) => {
    if (jitterMs === 0) return ms;
    const variance = Math.log(1 + (jitterMs / ms) ** 2);
    const median = ms * Math.exp(-variance / 2);
    return () => dice.logNormal(median, Math.sqrt(variance));
  };
  return { feed: sampler(feed), order: sampler(order), answer: sampler(answer) };
}
