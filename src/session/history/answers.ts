/** Answers to requests for the history. Every mistake in a request has a code and a sentence. */
import {
  CANDLE_INTERVALS,
  CANDLE_PRICES,
  DEPTH_INTERVALS,
  HISTORY_LIMIT,
  HISTORY_ROOT,
  type HistoryAnswer,
  type HistoryError,
  type HistoryPath,
} from '../../contract/history.ts';
import type { Liquidation } from '../../contract/events.ts';
import { packColumn, type Steps } from '../../contract/depth-columns.ts';
import type { DepthTier } from '../../contract/depth-tier.ts';
import type { Instrument } from '../../contract/instrument.ts';
import type { Span } from './candle-series.ts';
import type { MarketHistory } from './market-history.ts';

/** Largest number of equity samples in one answer. */
const SAMPLES_MAX = 400_000;

type DepthColumns = HistoryAnswer<'depth'>['columns'];

export interface Reply {
  readonly status: number;
  readonly body: object;
}

/** A request that cannot be answered. */
class Refusal extends Error {
  readonly status: number;
  readonly code: HistoryError['code'];

  constructor(status: number, code: HistoryError['code'], reason: string) {
    super(reason);
    this.status = status;
    this.code = code;
  }
}

const SPAN = ['from', 'to', 'limit'];
/** Parameters of each path, in addition to `token`. */
const PARAMETERS: Readonly<Record<HistoryPath, readonly string[]>> = {
  candles: ['symbol', 'interval', 'price', ...SPAN],
  trades: ['symbol', ...SPAN],
  liquidations: ['symbol', 'account', ...SPAN],
  fills: ['account', 'symbol', ...SPAN],
  orders: ['account', 'symbol', ...SPAN],
  equity: ['account', ...SPAN],
  depth: ['symbol', 'interval', ...SPAN],
  phases: ['symbol', ...SPAN],
  room: [...SPAN],
  bots: [...SPAN],
};

const ANSWERS: {
  readonly [Path in HistoryPath]: (history: MarketHistory, query: URLSearchParams) => HistoryAnswer<Path>;
} = {
  candles: (history, query) => {
    const symbol = required(query, 'symbol');
    const interval = oneOf('interval', CANDLE_INTERVALS, query);
    const price = query.has('price') ? oneOf('price', CANDLE_PRICES, query) : 'trades';
    const series = history.candles(symbolIn(history, symbol), interval, price);
    return {
      ...history.reach,
      symbol,
      interval,
      price,
      candles: [...(series?.between(spanIn(query)) ?? [])],
    };
  },
  trades: (history, query) => ({
    ...history.reach,
    trades: [...history.trades.between(spanIn(query), optionalSymbol(history, query))],
  }),
  liquidations: (history, query) => {
    const [symbol, account] = [optionalSymbol(history, query), query.get('account')];
    const isWanted = (step: Liquidation) => isOf(step, symbol, account ?? undefined);
    const liquidations = within(history, history.incidents.liquidations.all, query, isWanted);
    return { ...history.reach, liquidations };
  },
  fills: (history, query) => {
    const account = required(query, 'account');
    const fills = history.trades.fillsOf(account, spanIn(query), optionalSymbol(history, query));
    return { ...history.reach, account, fills: [...fills] };
  },
  orders: (history, query) => {
    const account = required(query, 'account');
    const symbol = optionalSymbol(history, query);
    const all = history.incidents.orders.of(account);
    const orders = within(history, all, query, (order) => isOf(order, symbol));
    return { ...history.reach, account, orders: orders.map(({ seq: _, ...order }) => order) };
  },
  equity: (history, query) => {
    const { from, to, limit } = spanIn(query);
    const records = history.accounts(query.get('account') ?? undefined);
    const each = Math.max(1, Math.min(limit, Math.floor(SAMPLES_MAX / Math.max(1, records.length))));
    const accounts = records.map((record) => {
      const samples = record.samples.filter(([time]) => time >= from && time < to);
      return { ...record, samples: samples.slice(-each) };
    });
    return { ...history.reach, accounts };
  },
  depth: (history, query) => {
    const { symbol, tickSize, lotSize } = instrumentIn(history, required(query, 'symbol'));
    const interval = oneOf('interval', DEPTH_INTERVALS, query);
    const tier = history.depth(symbol)?.tier(interval);
    const columns = tier === undefined ? [] : columnsOf(tier, { tickSize, lotSize }, spanIn(query));
    return { ...history.reach, symbol, interval, tickSize, lotSize, columns };
  },
  phases: (history, query) => {
    const symbol = optionalSymbol(history, query);
    const phases = within(history, history.incidents.phases, query, (state) => isOf(state, symbol));
    return { ...history.reach, phases };
  },
  room: (history, query) => ({
    ...history.reach,
    roomEvents: within(history, history.incidents.room.all, query, () => true),
  }),
  bots: (history, query) => ({
    ...history.reach,
    botEvents: within(history, history.bots, query, () => true),
  }),
};

/** Paths whose answers wait until the journal has been read. */
export const JOURNAL_PATHS: ReadonlySet<HistoryPath> = new Set(['liquidations', 'orders', 'phases', 'room']);

/** The last part of a request's path. Null: there is no such path. */
export function historyPath(pathname: string): HistoryPath | null {
  const name = pathname.startsWith(HISTORY_ROOT) ? pathname.slice(HISTORY_ROOT.length) : '';
  return Object.hasOwn(ANSWERS, name) ? (name as HistoryPath) : null;
}

export function answer(history: MarketHistory, path: HistoryPath | null, query: URLSearchParams): Reply {
  try {
    if (path === null) throw unknownPath();
    checkNames(path, query);
    return { status: 200, body: ANSWERS[path](history, query) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return errorReply(error.status, error.code, error.message);
  }
}

export function errorReply(status: number, code: HistoryError['code'], reason: string): Reply {
  return { status, body: { code, reason } satisfies HistoryError };
}

/** The newest items of a span, as far as the history reaches. */
function within<Item extends { readonly seq?: number; readonly time: number }>(
  history: MarketHistory,
  items: readonly Item[],
  query: URLSearchParams,
  isWanted: (item: Item) => boolean,
): Item[] {
  const { from, to, limit } = spanIn(query);
  return items
    .filter((item) => item.time >= from && item.time < to && history.reaches(item) && isWanted(item))
    .slice(-limit);
}

/** True for an item of this instrument and account. Undefined: any. */
function isOf(
  item: { readonly symbol: string; readonly account?: string },
  symbol: string | undefined,
  account?: string,
): boolean {
  return item.symbol === (symbol ?? item.symbol) && item.account === (account ?? item.account);
}

function unknownPath(): Refusal {
  const paths = Object.keys(ANSWERS).map((path) => `${HISTORY_ROOT}${path}`);
  return new Refusal(404, 'UNKNOWN_PATH', `There is no such path; there are ${paths.join(', ')}.`);
}

function checkNames(path: HistoryPath, query: URLSearchParams): void {
  const known = PARAMETERS[path];
  const unknown = [...query.keys()].find((name) => name !== 'token' && !known.includes(name));
  if (unknown === undefined) return;
  throw bad(`${path} takes no ${unknown}; it takes ${known.join(', ')}.`);
}

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === '') throw bad(`${name} is missing.`);
  return value;
}

function oneOf<Word extends string>(name: string, words: readonly Word[], query: URLSearchParams): Word {
  const given = required(query, name) as Word;
  if (words.includes(given)) return given;
  throw bad(`${name} must be one of ${words.join(', ')}; got '${given}'.`);
}

function columnsOf(tier: DepthTier, steps: Steps, { from, to, limit }: Span): DepthColumns {
  const wanted = Array.from({ length: tier.length }, (_, column) => column).filter(
    (column) => tier.start(column) >= from && tier.start(column) < to,
  );
  return wanted.slice(-limit).map((column) => packColumn(tier, column, steps));
}

function optionalSymbol(history: MarketHistory, query: URLSearchParams): string | undefined {
  const symbol = query.get('symbol');
  return symbol === null ? undefined : symbolIn(history, symbol);
}

function symbolIn(history: MarketHistory, symbol: string): string {
  return instrumentIn(history, symbol).symbol;
}

function instrumentIn({ instruments }: MarketHistory, symbol: string): Instrument {
  const found = instruments.get(symbol);
  if (found !== undefined) return found;
  const all = [...instruments.keys()].join(', ');
  throw new Refusal(404, 'UNKNOWN_SYMBOL', `There is no instrument '${symbol}'; there are ${all}.`);
}

function spanIn(query: URLSearchParams): Span {
  return {
    from: wholeNumber(query, 'from', 0, Number.MAX_SAFE_INTEGER) ?? 0,
    to: wholeNumber(query, 'to', 0, Number.MAX_SAFE_INTEGER) ?? Infinity,
    limit: wholeNumber(query, 'limit', 1, HISTORY_LIMIT.max) ?? HISTORY_LIMIT.default,
  };
}

function wholeNumber(query: URLSearchParams, name: string, min: number, max: number): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  const unit = name === 'limit' ? `from ${min} to ${max}` : 'of microseconds since the Unix epoch';
  throw bad(`${name} must be a whole number ${unit}; got '${text}'.`);
}

function bad(reason: string): Refusal {
  return new Refusal(400, 'BAD_REQUEST', reason);
}
