/** Runs a pit and measures the account under test, second by second. */
import { createHash, type Hash } from 'node:crypto';
import type { MarketEvent } from '../contract/events.ts';
import { LAB_ACCOUNT } from '../contract/lab.ts';
import { DEPOSIT, type QuickPit } from '../quick-pit/quick-pit.ts';
import { MARKOUT_SECONDS } from '../contract/markouts.ts';
import type { MarketView } from '../contract/replica.ts';
import { minuteChanges } from '../contract/sharpe.ts';
import { deviation, mean, sum } from '../contract/sample.ts';
import { WARM_UP_MS } from './epoch.ts';
import { AccountBook, type FillRow, type Markets } from './account-book.ts';
import { OrderLedger } from './order-ledger.ts';
import { rangeOf, share } from './statistics.ts';

const SECOND_MS = 1_000;
const MINUTE_SECONDS = 60;
const POSITION_SECONDS = 10;
/** Share of the largest position from which on a position counts as at its limit. */
const AT_LIMIT = 0.95;
/** Largest number of market orders that close a position. A thin book may not take all of it at once. */
const CLOSING_ORDERS_MAX = 20;

export interface RunResult {
  readonly seed: number;
  readonly minutes: number;
  readonly pnl: number;
  readonly spreadEarned: number;
  readonly spreadPaid: number;
  readonly inventory: number;
  readonly fees: number;
  /** Net funding paid. */
  readonly funding: number;
  /** Profit from positions that were taken over or auto-deleveraged, against the mark price. Usually negative. */
  readonly liquidation: number;
  readonly orders: number;
  readonly fills: number;
  readonly makerFills: number;
  readonly volume: number;
  /** Filled quantity divided by the quantity of all orders. Null without an order. */
  readonly fillRatio: number | null;
  /** Mean quantity ahead of an order at its price when it came to rest. Null: none did. */
  readonly queuePlaced: number | null;
  /** The same for the orders that traded as maker. */
  readonly queueFilled: number | null;
  readonly liquidations: number;
  readonly rejections: Readonly<Record<string, number>>;
  /** Number of intents that the bot did not send, because they were invalid. */
  readonly unsent: number;
  /** The first different reasons for that, as the bot logs them. */
  readonly unsentReasons: readonly string[];
  /** Largest fall of the profit below its highest value so far, from second to second and at the end. */
  readonly maxDrawdown: number;
  /**
   * Mean divided by standard deviation of the minutes' profits. 0: the equity never moved. Null: the run is too
   * short (sharpe.ts).
   */
  readonly sharpePerMinute: number | null;
  /** Figures of the position in the strategy's main instrument. */
  readonly meanAbsolutePosition: number;
  readonly maxAbsolutePosition: number;
  /** Mean value of the positions in all instruments at their mark prices, long or short, in currency. */
  readonly meanExposure: number;
  /** Share of the seconds with at least 95 % of the largest position. */
  readonly atLargestPosition: number;
  /** Share of the seconds in which a traded market was at a price limit. */
  readonly atPriceLimit: number;
  /**
   * Markouts for each of MARKOUT_SECONDS: mean over the fills, weighted by quantity, in basis points. Null without a
   * fill.
   */
  readonly markouts: readonly (number | null)[];
  /** Profit at the beginning, after each minute and at the end. */
  readonly path: readonly number[];
  /** Signed position, every ten seconds. */
  readonly positions: readonly number[];
  /** Fills, with the columns FILL_COLUMNS. */
  readonly fillRows: readonly FillValues[];
  /** Hash of every trade of the market and of the account's profit, which is the same on every machine. */
  readonly hash: string;
  /** The strategy's exception, as text. Empty: none. */
  readonly errors: readonly string[];
}

export const FILL_COLUMNS = [
  'time',
  'symbol',
  'side',
  'price',
  'quantity',
  'liquidity',
  'fee',
  'mark',
  'queueAhead',
  ...MARKOUT_SECONDS.map((seconds) => `markout${seconds}`),
] as const;
export type FillValues = readonly (string | number | null)[];

interface Measuring {
  readonly seed: number;
  readonly minutes: number;
  readonly flatten: boolean;
  readonly errors: readonly string[];
  readonly onSecond: (second: number) => void;
  /** Carries out a second of the run, and ends it when it takes too long. Absent: without a limit. */
  readonly limit?: (step: () => void) => void;
}

export function measure(pit: QuickPit, options: Measuring): RunResult {
  const { seed, minutes, flatten, errors } = options;
  const markets = new Map(pit.seatOf(LAB_ACCOUNT).symbols.map((symbol) => [symbol, pit.marketOf(symbol)]));
  const [book, ledger, hash] = [
    new AccountBook(LAB_ACCOUNT, DEPOSIT, markets),
    new OrderLedger(),
    createHash('sha256'),
  ];
  const queues: (number | null)[] = [];
  pit.onReply = (account, reply) => {
    if (account !== LAB_ACCOUNT) return;
    book.replied(reply);
    ledger.replied(reply);
    if (reply.type === 'fill') queues.push(ledger.queueAheadOf(reply.orderId) ?? null);
  };
  pit.onUnsent = (account, reason) => {
    if (account === LAB_ACCOUNT) book.withheld(reason);
  };
  pit.onEvents = (events) => {
    book.observed(events);
    addTrades(hash, events);
  };
  const seconds = watch(pit, book, markets, options);
  end(pit, book, flatten ? [...markets.keys()] : []);
  const { curve, positions, exposures, isAtLimit } = seconds;
  const { path } = curve;
  const { fills, orders, liquidations, rejections, unsent, unsentReasons } = book;
  const parts = book.profitAt(pit.equityOf(LAB_ACCOUNT));
  const { total: pnl } = parts;
  curve.add(pnl, true);
  hash.update(`${pnl} ${fills.length}`);
  const sizes = positions.map(Math.abs);
  const largest = Math.max(0, rangeOf(sizes)[1]);
  return {
    seed,
    minutes,
    pnl,
    spreadEarned: parts.spreadAsMaker,
    spreadPaid: -parts.spreadAsTaker,
    inventory: parts.inventory,
    fees: -parts.fees,
    funding: -parts.funding,
    liquidation: parts.liquidation,
    orders,
    fills: fills.length,
    makerFills: fills.filter(({ liquidity }) => liquidity === 'maker').length,
    volume: sum(fills.map(({ quantity, price }) => quantity * price)),
    fillRatio: ledger.fillRatio,
    queuePlaced: ledger.queuePlaced,
    queueFilled: ledger.queueFilled,
    liquidations,
    rejections,
    unsent,
    unsentReasons,
    maxDrawdown: curve.maxDrawdown,
    sharpePerMinute: sharpeOf(path),
    meanAbsolutePosition: mean(sizes),
    maxAbsolutePosition: largest,
    meanExposure: mean(exposures),
    atLargestPosition: largest === 0 ? 0 : share(sizes.map((size) => size >= AT_LIMIT * largest)),
    atPriceLimit: share(isAtLimit),
    markouts: MARKOUT_SECONDS.map((_, horizon) => meanMarkout(book, horizon)),
    path,
    positions: positions.filter((_, second) => second % POSITION_SECONDS === 0),
    fillRows: fills.map((fill, index) => fillValues(fill, queues[index] ?? null)),
    hash: hash.digest('hex'),
    errors,
  };
}

function fillValues(fill: FillRow, queueAhead: number | null): FillValues {
  const { time, symbol, side, price, quantity, liquidity, fee, mark, markouts } = fill;
  return [time, symbol, side, price, quantity, liquidity, fee, mark, queueAhead, ...markouts];
}

function addTrades(hash: Hash, events: readonly MarketEvent[]): void {
  for (const event of events)
    if (event.type === 'trade')
      hash.update(`${event.time} ${event.price} ${event.quantity} ${event.aggressor}\n`);
}

/** The profit over a run. */
class ProfitCurve {
  /** Profit at the beginning, after each minute and at the end. */
  readonly path: number[] = [];
  maxDrawdown = 0;
  #peak = 0;

  /** @param isOnPath true at the beginning of a minute and at the end */
  add(profit: number, isOnPath: boolean): void {
    this.#peak = Math.max(this.#peak, profit);
    this.maxDrawdown = Math.max(this.maxDrawdown, this.#peak - profit);
    if (isOnPath) this.path.push(profit);
  }
}

function watch(pit: QuickPit, book: AccountBook, markets: Markets, options: Measuring) {
  const { minutes, onSecond, limit = (step) => step() } = options;
  const curve = new ProfitCurve();
  const [positions, exposures]: [number[], number[]] = [[], []];
  const isAtLimit: boolean[] = [];
  const [main = ''] = markets.keys();
  const held = (symbol: string) => quantityOf(pit, symbol);
  const valueOf = ([symbol, { markPrice }]: [string, MarketView]) => Math.abs(held(symbol)) * markPrice;
  const traded = pit.state.markets.filter(({ spec }) => markets.has(spec.symbol));
  let seconds = 0;
  const run = (ms: number, look: () => void) => {
    for (let left = ms; left > 0; left -= SECOND_MS)
      limit(() => pit.run(Math.min(left, SECOND_MS), SECOND_MS, look));
  };
  run(WARM_UP_MS, () => {});
  run(minutes * MINUTE_SECONDS * SECOND_MS, () => {
    const { total: profit } = book.profitAt(pit.equityOf(LAB_ACCOUNT));
    curve.add(profit, seconds % MINUTE_SECONDS === 0);
    positions.push(held(main));
    exposures.push(sum([...markets].map(valueOf)));
    isAtLimit.push(traded.some(({ limits }) => (limits?.tenthsAtLimit ?? 0) > 0));
    seconds += 1;
    onSecond(seconds);
  });
  return { curve, positions, exposures, isAtLimit };
}

/** Ends the run. @param flattened instruments whose positions are closed first */
function end(pit: QuickPit, book: AccountBook, flattened: readonly string[]): void {
  for (const symbol of flattened) close(pit, symbol);
  pit.close();
  book.end(pit.nowMicros);
}

/** Closes the position with market orders, after the account's own orders have left. */
function close(pit: QuickPit, symbol: string): void {
  pit.request(LAB_ACCOUNT, { type: 'cancel_all', symbol });
  for (let order = 0; order < CLOSING_ORDERS_MAX; order += 1) {
    const held = quantityOf(pit, symbol);
    if (held === 0) return;
    pit.request(LAB_ACCOUNT, {
      type: 'place_order',
      clientOrderId: `flatten-${symbol}-${order}`,
      symbol,
      side: held > 0 ? 'sell' : 'buy',
      orderType: 'market',
      quantity: Math.abs(held),
      reduceOnly: true,
    });
  }
}

/** Position of the account under test. Positive: long. */
function quantityOf(pit: QuickPit, symbol: string): number {
  return pit.replica.positions.get(LAB_ACCOUNT)?.get(symbol)?.quantity ?? 0;
}

function meanMarkout({ fills }: AccountBook, horizon: number): number | null {
  const known = fills.filter(({ markouts }) => markouts[horizon] !== null);
  const weight = sum(known.map(({ quantity }) => quantity));
  if (weight === 0) return null;
  return sum(known.map(({ markouts, quantity }) => (markouts[horizon] ?? 0) * quantity)) / weight;
}

function sharpeOf(path: readonly number[]): number | null {
  const changes = minuteChanges(path);
  if (changes === null) return null;
  const spread = deviation(changes);
  return spread > 0 ? mean(changes) / spread : 0;
}
