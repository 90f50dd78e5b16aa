/**
 * The history of an epoch, as the history service sends it over HTTP. The service, bots and the monitor share these
 * types.
 *
 * Each answer says how far it reaches: `seq` of the newest event and `tradeId` of the newest trade that it includes. A
 * client follows the event stream from a checkpoint on. The two join without a gap when the answer's `seq` is not below
 * the checkpoint's predecessor, and without a duplicate when the client drops the trades up to `tradeId`.
 */
import { z } from 'zod';
import { publicBotEventSchema } from './bot-events.ts';
import { roomNoteSchema } from './event-table.ts';
import { liquidationSchema, marketStateSchema, tradeSchema, type Trade } from './events.ts';

/** Lengths of candles in seconds, by their names in a request. */
export const CANDLE_SECONDS = {
  '1s': 1,
  '5s': 5,
  '15s': 15,
  '1m': 60,
  '5m': 300,
  '15m': 900,
  '1h': 3_600,
  '1d': 86_400,
} as const;
export type CandleInterval = keyof typeof CANDLE_SECONDS;
export const CANDLE_INTERVALS = Object.keys(CANDLE_SECONDS) as readonly CandleInterval[];

/** Prices from which candles are made. */
export const CANDLE_PRICES = ['trades', 'mid'] as const;
export type CandlePrice = (typeof CANDLE_PRICES)[number];

/** Lengths of columns of depth, each with the number of columns that the service keeps: 10 minutes and 4 hours. */
export const DEPTH_COLUMNS = { '1s': 600, '15s': 960 } as const;
export type DepthInterval = keyof typeof DEPTH_COLUMNS;
export const DEPTH_INTERVALS = Object.keys(DEPTH_COLUMNS) as readonly DepthInterval[];

/** Common prefix of all paths of the service. */
export const HISTORY_ROOT = '/v1/';
export const HISTORY_LIMIT = { default: 500, max: 10_000 } as const;

const reach = {
  epoch: z.string(),
  /** `seq` of the newest event that the answer includes. */
  seq: z.int().nonnegative(),
  /** `tradeId` of the newest trade that the answer includes. 0: there is none. */
  tradeId: z.int().nonnegative(),
};
const candleSchema = z.object({
  /** Start of the candle, in microseconds since the Unix epoch. */
  time: z.int(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
});
const candlesSchema = z.object({
  ...reach,
  symbol: z.string(),
  interval: z.enum(CANDLE_INTERVALS as [CandleInterval, ...CandleInterval[]]),
  /** Price from which the candles are made. Absent: an older service, which has only candles of trades. */
  price: z.enum(CANDLE_PRICES).optional(),
  /** Candles, oldest first. A stretch without trades, or without a change of the mid price, has none. */
  candles: z.array(candleSchema),
});
const tradesSchema = z.object({ ...reach, trades: z.array(tradeSchema) });
const liquidationsSchema = z.object({ ...reach, liquidations: z.array(liquidationSchema) });
const fillSchema = z.object({
  tradeId: z.int(),
  orderId: z.int(),
  time: z.int(),
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  price: z.number(),
  quantity: z.number(),
  liquidity: z.enum(['maker', 'taker']),
  /** Fee of the fill. Positive: paid. Absent: the trades of the stream have no fees. */
  fee: z.number().optional(),
  liquidation: z.boolean(),
});
const fillsSchema = z.object({ ...reach, account: z.string(), fills: z.array(fillSchema) });
const endedOrderSchema = z.object({
  orderId: z.int(),
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  price: z.number(),
  /** Open quantity at the end of the order. 0: it was filled. */
  quantity: z.number(),
  /** Filled quantity, as far as the service saw the order's trades. */
  filledQuantity: z.number(),
  /** `canceled`: the order left the book with an open quantity. */
  why: z.enum(['filled', 'canceled']),
  /** Time at which the order ended. */
  time: z.int(),
});
/** Orders that rested in the book and have left it, as the event stream publishes them. */
const ordersSchema = z.object({ ...reach, account: z.string(), orders: z.array(endedOrderSchema) });
/** Every change of a market's phase. */
const phasesSchema = z.object({ ...reach, phases: z.array(marketStateSchema) });
const roomSchema = z.object({ ...reach, roomEvents: z.array(roomNoteSchema) });
/** Events of the pit's own bots, oldest first. Empty from a service that was not started by a pit. */
const botsSchema = z.object({ ...reach, botEvents: z.array(publicBotEventSchema) });
/**
 * Levels as numbers: for each its distance in ticks from the previous level, then its lots. The first level has its
 * price in ticks.
 */
const packedLevels = z.array(z.int().nonnegative());
const depthColumnSchema = z.object({
  /** Start of the column, in microseconds since the Unix epoch. */
  time: z.int(),
  mark: z.number(),
  /** Lots that aggressors bought until the next column, and their average price. 0: nothing. */
  bought: z.int().nonnegative(),
  boughtAt: z.number(),
  sold: z.int().nonnegative(),
  soldAt: z.number(),
  bids: packedLevels,
  asks: packedLevels,
});
/** The book at the beginning of each second, or of each 15 seconds. */
const depthSchema = z.object({
  ...reach,
  symbol: z.string(),
  interval: z.enum(DEPTH_INTERVALS as [DepthInterval, ...DepthInterval[]]),
  tickSize: z.number(),
  lotSize: z.number(),
  columns: z.array(depthColumnSchema),
});
const accountHistorySchema = z.object({
  account: z.string(),
  /** The first, the highest and the newest equity, and the deepest fall from a peak. */
  first: z.number(),
  peak: z.number(),
  equity: z.number(),
  maxDrawdown: z.number().nonnegative(),
  /**
   * Length of a step. Each sample is the last equity of a step, which begins at a multiple of this length. Absent: an
   * older service, whose steps are 1 s.
   */
  stepSeconds: z.int().positive().optional(),
  /** Samples of equity, oldest first. */
  samples: z.array(z.tuple([z.int(), z.number()]).meta({ description: 'time, equity' })),
  /** Number of trades of the account for each symbol, and the quantity bought plus sold. */
  activity: z.array(z.object({ symbol: z.string(), trades: z.int(), volume: z.number() })),
});
const equitySchema = z.object({ ...reach, accounts: z.array(accountHistorySchema) });
const errorSchema = z.object({
  code: z.enum([
    'BAD_REQUEST',
    'UNKNOWN_SYMBOL',
    'UNKNOWN_PATH',
    'RECOVERING',
    'NO_HISTORY',
    'INTERNAL_ERROR',
    'TOO_MANY_REQUESTS',
  ]),
  reason: z.string(),
});

/** Schema of each answer, by the last part of the path. */
export const historySchemas = {
  candles: candlesSchema,
  trades: tradesSchema,
  liquidations: liquidationsSchema,
  fills: fillsSchema,
  orders: ordersSchema,
  equity: equitySchema,
  depth: depthSchema,
  phases: phasesSchema,
  room: roomSchema,
  bots: botsSchema,
} as const;
export const historyErrorSchema = errorSchema;

export type HistoryPath = keyof typeof historySchemas;
export type HistoryAnswer<Path extends HistoryPath> = Readonly<z.infer<(typeof historySchemas)[Path]>>;
export type HistoryError = Readonly<z.infer<typeof errorSchema>>;
export type HistoryReach = Pick<HistoryAnswer<'trades'>, 'epoch' | 'seq' | 'tradeId'>;
export type HistoryCandle = Readonly<z.infer<typeof candleSchema>>;
export type HistoryFill = Readonly<z.infer<typeof fillSchema>>;
export type HistoryOrder = Readonly<z.infer<typeof endedOrderSchema>>;
export type AccountHistory = Readonly<z.infer<typeof accountHistorySchema>>;
export type { Trade };

export type HistoryQuery = Readonly<Record<string, string | number>>;

/** @param relay the relay's WebSocket address; the history has the same host and port, and takes the same token */
export function historyUrl(relay: string, path: HistoryPath, query: HistoryQuery): string {
  const [base = '', given = ''] = relay.split('?');
  const token = given.split('&').filter((pair) => pair.startsWith('token='));
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${base.replace(/^ws/, 'http').replace(/\/$/, '')}${HISTORY_ROOT}${path}?${[...token, ...pairs].join('&')}`;
}

/** @throws Error when the text is not an answer for this path */
export function parseHistory<Path extends HistoryPath>(path: Path, text: string): HistoryAnswer<Path> {
  const schema: z.ZodType = historySchemas[path];
  return schema.parse(JSON.parse(text)) as HistoryAnswer<Path>;
}
