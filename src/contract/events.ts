/** The public event stream: what the exchange publishes, the relay forwards, and bots and monitors read. */
import { z } from 'zod';
import { instrumentSchema } from './instrument.ts';
import { backing } from './margin-mode.ts';
import { shapeCheck } from './shape-check.ts';

const stamped = { seq: z.int().positive(), time: z.int() };
const symbol = z.string();
const side = z.enum(['buy', 'sell']);
const levels = z.array(z.tuple([z.number(), z.number()]));

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
  /** What the operator should know, such as a CSV file that cannot be written. */
  warnings: z.array(z.string()).optional(),
});

const bookUpdateSchema = z.object({
  ...stamped,
  type: z.literal('book_update'),
  symbol,
  snapshot: z.boolean(),
  bids: levels,
  asks: levels,
});

const tradeSchema = z.object({
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
});

const liquidationSchema = z.object({
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
});

export const eventSchema = z.discriminatedUnion('type', [
  exchangeStatusSchema,
  bookUpdateSchema,
  tradeSchema,
  positionUpdateSchema,
  liquidationSchema,
  markPriceSchema,
]);
export const frameSchema = z.array(eventSchema).min(1);

export type ExchangeStatus = Readonly<z.infer<typeof exchangeStatusSchema>>;
export type BookUpdate = Readonly<z.infer<typeof bookUpdateSchema>>;
export type Trade = Readonly<z.infer<typeof tradeSchema>>;
/** `quantity` is positive when long; `realizedPnl` is before fees, which are in `feesPaid`. */
export type PositionUpdate = Readonly<z.infer<typeof positionUpdateSchema>>;
/** `side` is that of the position being closed: `buy` for a long one. */
export type Liquidation = Readonly<z.infer<typeof liquidationSchema>>;
export type MarkPrice = Readonly<z.infer<typeof markPriceSchema>>;
export type MarketEvent = ExchangeStatus | BookUpdate | Trade | PositionUpdate | Liquidation | MarkPrice;

/** One price level: price, and the quantity that rests there. */
export type Level = readonly [price: number, quantity: number];

const isPlainEvent = shapeCheck(eventSchema);

/**
 * Read one frame of the event stream. Almost every event is what its schema says and nothing more: those are only looked
 * over, for zod would take longer than all the rest of a reader's work.
 * @throws when it is no frame of this protocol.
 */
export function parseFrame(frame: string): readonly MarketEvent[] {
  const events: unknown = JSON.parse(frame);
  if (!Array.isArray(events) || events.length === 0) return frameSchema.parse(events);
  for (let index = 0; index < events.length; index += 1) {
    if (isPlainEvent(events[index])) continue;
    const { success, data } = eventSchema.safeParse(events[index]);
    // The whole frame once more, so that the error says which event it was.
    if (!success) return frameSchema.parse(events);
    events[index] = data;
  }
  return events as MarketEvent[];
}
