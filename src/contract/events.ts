/** The public event stream: what the exchange publishes, the relay forwards, and bots and monitors read. */
import { z } from 'zod';
import { instrumentSchema } from './instrument-schema.ts';
import { backing } from './margin-mode.ts';
import { PHASE_CAUSES, PHASES } from './phases.ts';
import { shapeCheck } from './shape-check.ts';

const stamped = { seq: z.int().positive(), time: z.int() };
const symbol = z.string();
const side = z.enum(['buy', 'sell']);
const levels = z.array(z.tuple([z.number(), z.number()]));

export const roomNoteSchema = z.object({ time: z.int(), text: z.string() });

const exchangeStatusSchema = z.object({
  ...stamped,
  type: z.literal('exchange_status'),
  epoch: z.string(),
  protocol: z.int(),
  state: z.enum(['running', 'stopping']),
  instruments: z.array(instrumentSchema),
  insuranceFund: z.number(),
  feesCollected: z.number(),
  checkpointMs: z.int().positive(),
  /** Sum of all deposits and the fund's endowment: what the money of A5 must add up to. */
  deposits: z.number().optional(),
  /** Flat accounts that this checkpoint leaves out, and the sum of their balances. */
  omittedAccounts: z.int().positive().optional(),
  omittedBalance: z.number().optional(),
  /** Warnings for the operator, such as a CSV file that cannot be written. */
  warnings: z.array(z.string()).optional(),
  /** The newest events of the pit's room, oldest first; times in microseconds since the Unix epoch. */
  roomEvents: z.array(roomNoteSchema).optional(),
});

const bookUpdateSchema = z.object({
  ...stamped,
  type: z.literal('book_update'),
  symbol,
  snapshot: z.boolean(),
  bids: levels,
  asks: levels,
  /** A snapshot with a limited number of levels per side, best first. */
  depth: z.int().positive().optional(),
});

export const tradeSchema = z.object({
  ...stamped,
  type: z.literal('trade'),
  symbol,
  tradeId: z.int(),
  price: z.number(),
  quantity: z.number(),
  aggressor: side,
  buyAccount: z.string(),
  sellAccount: z.string(),
  buyOrderId: z.int(),
  sellOrderId: z.int(),
  liquidation: z.boolean(),
});

const orderUpdateSchema = z.object({
  ...stamped,
  type: z.literal('order_update'),
  symbol,
  orderId: z.int(),
  account: z.string(),
  side,
  price: z.number(),
  quantity: z.number(),
  priority: z.int(),
});

const restingOrders = z.array(
  z.tuple([z.number(), z.number(), z.int(), z.int(), z.string()]).meta({
    description: 'price, quantity, orderId, priority, account',
  }),
);

const bookOrdersSchema = z.object({
  ...stamped,
  type: z.literal('book_orders'),
  symbol,
  bids: restingOrders,
  asks: restingOrders,
});

const positionUpdateSchema = z.object({
  ...stamped,
  type: z.literal('position_update'),
  account: z.string(),
  symbol,
  quantity: z.number(),
  averageEntryPrice: z.number().nullable(),
  markPrice: z.number(),
  realizedPnl: z.number(),
  unrealizedPnl: z.number(),
  feesPaid: z.number(),
  balance: z.number(),
  equity: z.number(),
  initialMargin: z.number(),
  maintenanceMargin: z.number(),
  liquidationPrice: z.number().nullable(),
  bankruptcyPrice: z.number().nullable(),
  ...backing,
  /** Net funding, where an instrument has it; negative: received. */
  fundingPaid: z.number().optional(),
});

export const liquidationSchema = z.object({
  ...stamped,
  type: z.literal('liquidation'),
  account: z.string(),
  symbol,
  stage: z.enum([
    'started',
    'orders_canceled',
    'taken_over',
    'filled',
    'insurance_fund',
    'auto_deleveraged',
    'completed',
  ]),
  side,
  quantity: z.number(),
  price: z.number().optional(),
  bankruptcyPrice: z.number(),
  insuranceFundChange: z.number().optional(),
  counterparty: z.string().optional(),
});

const markPriceSchema = z.object({
  ...stamped,
  type: z.literal('mark_price'),
  symbol,
  price: z.number(),
  lastPrice: z.number().optional(),
  bestBid: z.number().optional(),
  bestAsk: z.number().optional(),
  index: z.number().optional(),
  reference: z.number().optional(),
  /** No trade happens below, or above. */
  lowerLimit: z.number().optional(),
  upperLimit: z.number().optional(),
});

const indexPriceSchema = z.object({
  ...stamped,
  type: z.literal('index_price'),
  symbol,
  price: z.number(),
});

const fundingSchema = z.object({
  ...stamped,
  type: z.literal('funding'),
  account: z.string(),
  symbol,
  quantity: z.number(),
  markPrice: z.number(),
  rate: z.number(),
  payment: z.number(),
});

const fundingRateSchema = z.object({
  ...stamped,
  type: z.literal('funding_rate'),
  symbol,
  rate: z.number().optional(),
  premium: z.number().optional(),
  predictedRate: z.number(),
  nextTime: z.int(),
});

export const marketStateSchema = z.object({
  ...stamped,
  type: z.literal('market_state'),
  symbol,
  phase: z.enum(PHASES),
  cause: z.enum(PHASE_CAUSES),
  /** Microseconds since the Unix epoch; absent: an operator ends it. */
  until: z.int().optional(),
});

const auctionUpdateSchema = z.object({
  ...stamped,
  type: z.literal('auction_update'),
  symbol,
  price: z.number().nullable(),
  quantity: z.number(),
  imbalance: z.number(),
  side: side.nullable(),
});

export const eventSchema = z.discriminatedUnion('type', [
  exchangeStatusSchema,
  bookUpdateSchema,
  bookOrdersSchema,
  orderUpdateSchema,
  tradeSchema,
  positionUpdateSchema,
  liquidationSchema,
  markPriceSchema,
  indexPriceSchema,
  fundingSchema,
  fundingRateSchema,
  marketStateSchema,
  auctionUpdateSchema,
]);

/** Opens a frame of the conflated feed, whose other events sum up all events from `fromSeq` to `seq`. */
const conflatedSchema = z.object({
  ...stamped,
  type: z.literal('conflated'),
  fromSeq: z.int().positive(),
});

/** All that a stream can carry. */
export const streamSchema = z.discriminatedUnion('type', [...eventSchema.options, conflatedSchema]);
const frameSchema = z.array(z.unknown()).min(1);
const ignoredSchema = z.object({ ...stamped, type: z.string() });

export type ExchangeStatus = Readonly<z.infer<typeof exchangeStatusSchema>>;
/** Something that happened by the timeline of the pit's room. */
export type RoomNote = Readonly<z.infer<typeof roomNoteSchema>>;
export type BookUpdate = Readonly<z.infer<typeof bookUpdateSchema>>;
export type Trade = Readonly<z.infer<typeof tradeSchema>>;
/**
 * An order came to rest, was filled in part, was amended or left the book. `quantity` rests now; 0: the order is gone.
 * Within a price the lower `priority` trades first; an order that goes to the back gets a new, higher one.
 */
export type OrderUpdate = Readonly<z.infer<typeof orderUpdateSchema>>;
/** The orders at the front of each side, in the order in which they trade. */
export type BookOrders = Readonly<z.infer<typeof bookOrdersSchema>>;
/** One order of `book_orders`. */
export type RestingOrder = BookOrders['bids'][number];
/** `quantity` is positive when long; `realizedPnl` is before fees, which are in `feesPaid`. */
export type PositionUpdate = Readonly<z.infer<typeof positionUpdateSchema>>;
/** `side` is that of the position being closed: `buy` for a long one. */
export type Liquidation = Readonly<z.infer<typeof liquidationSchema>>;
export type MarkPrice = Readonly<z.infer<typeof markPriceSchema>>;
export type IndexPrice = Readonly<z.infer<typeof indexPriceSchema>>;
/** An account's part in an exchange of funding; a positive `payment` is paid, a negative one received. */
export type Funding = Readonly<z.infer<typeof fundingSchema>>;
/**
 * `rate` and `premium` are those of the newest funding, `predictedRate` is the rate if the current interval ended now,
 * and `nextTime` is its end.
 */
export type FundingRate = Readonly<z.infer<typeof fundingRateSchema>>;
/** The phase of a market; `docs/rules.md`, "Phases". */
export type MarketState = Readonly<z.infer<typeof marketStateSchema>>;
/** The trades of an auction if it ended now; null: none. `imbalance` would remain on `side`. */
export type AuctionUpdate = Readonly<z.infer<typeof auctionUpdateSchema>>;
export type MarketEvent =
  | ExchangeStatus
  | BookUpdate
  | BookOrders
  | OrderUpdate
  | Trade
  | PositionUpdate
  | Liquidation
  | MarkPrice
  | IndexPrice
  | Funding
  | FundingRate
  | MarketState
  | AuctionUpdate;

/** An event reduced to its place in the stream: its type is newer than this program, or unwanted. */
export interface IgnoredEvent {
  readonly type: 'ignored';
  readonly seq: number;
  readonly time: number;
}
/** The place of a conflated frame in the stream. */
export type Conflated = Readonly<z.infer<typeof conflatedSchema>>;
export type StreamEvent = MarketEvent | IgnoredEvent | Conflated;

/** One price level: price, and the quantity that rests there. */
export type Level = readonly [price: number, quantity: number];

const isPlainEvent = shapeCheck(eventSchema);
const schemas: ReadonlyMap<string, z.ZodType<MarketEvent>> = new Map(
  eventSchema.options.map((option) => [option.shape.type.value, option] as const),
);
const NOTHING: ReadonlySet<string> = new Set();

/**
 * Read one frame of the event stream. Events of unknown types are ignored, as the protocol asks.
 *
 * Almost every event matches its schema exactly; a quick check accepts those, because zod would take longer
 * than all other work of a reader.
 * @param unwanted types to skip
 * @throws if it is not a frame of this protocol
 */
export function parseFrame(
  frame: string,
  unwanted: ReadonlySet<MarketEvent['type']> = NOTHING as ReadonlySet<never>,
): readonly StreamEvent[] {
  return frameSchema.parse(JSON.parse(frame)).map((event, index) => parseEvent(event, index, unwanted));
}

/** False for what only has a place in the stream. */
export function isMarketEvent(event: StreamEvent): event is MarketEvent {
  return event.type !== 'ignored' && event.type !== 'conflated';
}

/** True when the events of a frame were merged. */
export function isConflated(frame: readonly StreamEvent[]): boolean {
  return frame[0]?.type === 'conflated';
}

function parseEvent(event: unknown, index: number, unwanted: ReadonlySet<string>): StreamEvent {
  const { type } = (event ?? {}) as { readonly type?: string };
  const isWanted = type !== undefined && !unwanted.has(type);
  if (isWanted && isPlainEvent(event)) return event as MarketEvent;
  if (type === 'conflated' && index === 0) return conflatedSchema.parse(event);
  const schema = isWanted ? schemas.get(type) : undefined;
  const result = (schema ?? ignoredSchema).safeParse(event);
  if (!result.success) throw atIndex(result.error, index);
  if (schema !== undefined) return result.data as MarketEvent;
  return { type: 'ignored', seq: result.data.seq, time: result.data.time };
}

function atIndex({ issues }: z.ZodError, index: number): z.ZodError {
  return new z.ZodError(issues.map((issue) => ({ ...issue, path: [index, ...issue.path] })));
}
