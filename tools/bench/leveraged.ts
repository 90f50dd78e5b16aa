/**
 * W3: 1,000 accounts trade with up to 50 times their money while the price walks, so the exchange liquidates. The
 * effect of an order depends on margin, so there is no second engine for comparison. Instead, two runs must agree to
 * the last event count, and the books and the money must add up.
 */
import { apply, checkInvariants } from '../../src/engine/index.ts';
import {
  at,
  cancelOrder,
  nameOf,
  openExchange,
  placeOrder,
  type Command,
  type EngineEvent,
  type Placing,
} from './exchange.ts';
import { collectGarbage } from './memory.ts';
import { seededRandom, type Random } from './random.ts';
import { median } from './speed.ts';

const ACCOUNTS = 1000;
const DEPOSIT = 500;
const START_PRICE = 100_000;
const TICKS = 50;
const LOTS_MAX = 100;
/** Largest move of the price that people believe in, in ticks per operation. */
const WALK_TICKS = 20;
/** Number of commands that are made at a time, while the clock stands still. */
const CHUNK = 10_000;
/** Number of limit orders that are placed before the first one is cancelled. */
const RESTING = 7500;

export interface Liquidations {
  readonly operationsPerSecond: number;
  readonly operations: number;
  readonly trades: number;
  readonly liquidationTrades: number;
  /** Number of rejections for lack of margin. */
  readonly refusals: number;
  readonly marks: readonly [lowest: number, highest: number];
}

type Counts = Pick<Liquidations, 'trades' | 'liquidationTrades' | 'refusals'>;

/** @throws Error when two runs differ or the exchange's own checks fail */
export function measureLiquidations(seed: number, operations: number, rounds: number): Liquidations {
  runOnce(seed, Math.min(operations, 5 * CHUNK));
  const runs = Array.from({ length: rounds }, () => runOnce(seed, operations));
  const { operationsPerSecond: _, ...outcome } = runs[0] as Liquidations;
  for (const { operationsPerSecond: __, ...other } of runs) {
    if (JSON.stringify(other) !== JSON.stringify(outcome)) throw new Error('W3: two runs of one seed differ');
  }
  if (outcome.liquidationTrades === 0 && operations >= 100_000) throw new Error('W3: nobody was liquidated');
  return { ...outcome, operationsPerSecond: median(runs.map((run) => run.operationsPerSecond)) };
}

function runOnce(seed: number, operations: number): Liquidations {
  const state = openExchange({ accounts: ACCOUNTS, deposit: DEPOSIT, instrument: { priceBand: undefined } });
  const commands = new Commands(seed);
  const counts = { trades: 0, liquidationTrades: 0, refusals: 0 };
  const marks: [number, number] = [START_PRICE, START_PRICE];
  let milliseconds = 0;
  collectGarbage();
  for (let done = 0; done < operations; done += CHUNK) {
    const chunk = commands.next(CHUNK);
    const start = performance.now();
    for (const command of chunk) count(counts, apply(state, command, at(done)));
    milliseconds += performance.now() - start;
    const mark = state.markets[0]?.markPrice ?? START_PRICE;
    marks[0] = Math.min(marks[0], mark);
    marks[1] = Math.max(marks[1], mark);
  }
  checkInvariants(state);
  const done = Math.ceil(operations / CHUNK) * CHUNK;
  return { operationsPerSecond: (done / milliseconds) * 1000, operations: done, ...counts, marks };
}

function count(counts: { -readonly [Key in keyof Counts]: number }, events: readonly EngineEvent[]): void {
  for (const event of events) {
    if (event.type === 'order_rejected' && event.code === 'INSUFFICIENT_MARGIN') counts.refusals += 1;
    if (event.type !== 'trade') continue;
    counts.trades += 1;
    if (event.liquidation) counts.liquidationTrades += 1;
  }
}

/**
 * Makes commands with the same shares as W1. It does not know which orders still rest, so a cancel may name one that
 * has traded.
 */
class Commands {
  readonly #random: Random;
  readonly #placed: Placing[] = [];
  #price = START_PRICE;
  #made = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  next(count: number): readonly Command[] {
    return Array.from({ length: count }, () => this.#one());
  }

  #one(): Command {
    const random = this.#random;
    this.#price += random(2 * WALK_TICKS + 1) - WALK_TICKS;
    const drawn = random(100);
    return drawn >= 55 && this.#placed.length > RESTING ? this.#cancel() : this.#place(drawn < 10);
  }

  #place(isMarket: boolean): Command {
    const random = this.#random;
    const side = random(2) === 0 ? 'buy' : 'sell';
    const away = 1 + random(TICKS);
    const price = isMarket ? null : this.#price + (side === 'buy' ? -away : away);
    this.#made += 1;
    const placing: Placing = {
      operation: this.#made,
      account: random(ACCOUNTS),
      side,
      lots: 1 + random(LOTS_MAX),
      price,
    };
    if (!isMarket) this.#placed.push(placing);
    return placeOrder(placing);
  }

  #cancel(): Command {
    const place = this.#random(this.#placed.length);
    const { account, operation } = this.#placed[place] as Placing;
    const last = this.#placed.pop() as Placing;
    if (place < this.#placed.length) this.#placed[place] = last;
    return cancelOrder(account, { clientOrderId: nameOf(operation) });
  }
}
