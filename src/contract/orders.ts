/**
 * The order gateway's messages. The exchange checks requests; bots check replies.
 * The exchange rejects a request with an unknown field, so that a misspelt option of an order does not pass.
 */
import { z } from 'zod';
import { PROTOCOL_VERSION, TEXT_LENGTH_MAX } from './protocol.ts';
import { instrumentSchema } from './instrument-schema.ts';
import { backing, marginModeSchema } from './margin-mode.ts';
import { PHASE_ACTIONS, PHASES } from './phases.ts';
import { CANCEL_CAUSES, REJECT_CODES } from './codes.ts';
import { describeIssue, requestIdOf } from './request-problem.ts';
import type { Place } from './strategy.ts';

export { CANCEL_CAUSES, REJECT_CODES, type CancelCause, type RejectCode } from './codes.ts';

export const sideSchema = z.enum(['buy', 'sell']);
export const orderTypeSchema = z.enum(['limit', 'market', 'stop_market', 'stop_limit']);
const timeInForceSchema = z.enum(['gtc', 'ioc', 'fok']);
const selfTradePreventionSchema = z.enum(['cancel_resting', 'cancel_incoming', 'cancel_both', 'decrement']);

export type Side = z.infer<typeof sideSchema>;
export type OrderType = z.infer<typeof orderTypeSchema>;
export type TimeInForce = z.infer<typeof timeInForceSchema>;
export type SelfTradePrevention = z.infer<typeof selfTradePreventionSchema>;

export const ACCOUNT_PATTERN = /^[A-Za-z0-9_.-]{1,32}$/;
export const accountSchema = z.string().regex(ACCOUNT_PATTERN, 'must be 1 to 32 of A-Z a-z 0-9 _ . -');
const clientOrderIdSchema = z.string().min(1).max(TEXT_LENGTH_MAX.clientOrderId);
const symbolSchema = z.string().min(1).max(TEXT_LENGTH_MAX.symbol);
const orderIdSchema = z.int().positive();

const requestBase = { requestId: z.string().max(TEXT_LENGTH_MAX.requestId).optional() };

const loginSchema = z.strictObject({
  ...requestBase,
  type: z.literal('login'),
  account: accountSchema,
  protocol: z.literal(PROTOCOL_VERSION),
  token: z.string().max(256).optional(),
  cancelOnDisconnect: z.boolean().optional(),
});

/** Terms of an order, the same in a request and in a strategy's intent. `satisfies` keeps the two lists equal. */
export const orderTerms = {
  quantity: z.number(),
  price: z.number().optional(),
  stopPrice: z.number().optional(),
  trailingOffset: z.number().optional(),
  timeInForce: timeInForceSchema.optional(),
  postOnly: z.boolean().optional(),
  reduceOnly: z.boolean().optional(),
  selfTradePrevention: selfTradePreventionSchema.optional(),
  oco: clientOrderIdSchema.optional(),
} satisfies Readonly<Record<Exclude<keyof Place, 'type' | 'symbol' | 'side' | 'clientOrderId'>, z.ZodType>>;

const placeOrderSchema = z
  .strictObject({
    ...requestBase,
    type: z.literal('place_order'),
    clientOrderId: clientOrderIdSchema,
    symbol: symbolSchema,
    side: sideSchema,
    orderType: orderTypeSchema,
    ...orderTerms,
  })
  .superRefine((order, context) => {
    const refuse = (path: string, message: string) => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    const { orderType } = order;
    const hasPrice = orderType === 'limit' || orderType === 'stop_limit';
    const hasStop = orderType === 'stop_market' || orderType === 'stop_limit';
    if (hasPrice !== (order.price !== undefined)) {
      refuse('price', `a ${orderType} order ${hasPrice ? 'needs a' : 'takes no'} price`);
    }
    const trails = order.trailingOffset !== undefined;
    if (trails && (orderType !== 'stop_market' || order.stopPrice !== undefined)) {
      refuse('trailingOffset', 'only a stop_market order without a stopPrice takes a trailingOffset');
    } else if (!trails && hasStop !== (order.stopPrice !== undefined)) {
      refuse('stopPrice', `a ${orderType} order ${hasStop ? 'needs a' : 'takes no'} stopPrice`);
    }
    const canWait = hasStop || (orderType === 'limit' && (order.timeInForce ?? 'gtc') === 'gtc');
    if (order.oco !== undefined && !canWait) {
      refuse('oco', 'only a stop, or a limit order that is gtc, can be one of a pair');
    }
    if (order.postOnly === true && (orderType !== 'limit' || (order.timeInForce ?? 'gtc') !== 'gtc')) {
      refuse('postOnly', 'only a limit order that is gtc can be postOnly');
    }
  });

const namesAnOrder = {
  clientOrderId: clientOrderIdSchema.optional(),
  orderId: orderIdSchema.optional(),
};
type NamesAnOrder = Readonly<z.infer<z.ZodObject<typeof namesAnOrder>>>;
const namesOne = ({ clientOrderId, orderId }: NamesAnOrder) =>
  (clientOrderId === undefined) !== (orderId === undefined);
const NAME_ONE = { path: ['clientOrderId'], message: 'give either clientOrderId or orderId' };

const cancelOrderSchema = z
  .strictObject({ ...requestBase, type: z.literal('cancel_order'), ...namesAnOrder })
  .refine(namesOne, NAME_ONE);

const amendOrderSchema = z
  .strictObject({
    ...requestBase,
    type: z.literal('amend_order'),
    ...namesAnOrder,
    price: z.number().optional(),
    stopPrice: z.number().optional(),
    quantity: z.number().optional(),
  })
  .refine(namesOne, NAME_ONE)
  .refine(({ price, stopPrice, quantity }) => (price ?? stopPrice ?? quantity) !== undefined, {
    path: ['price'],
    message: 'give a new price, a new stopPrice or a new quantity',
  });

const cancelAllSchema = z.strictObject({
  ...requestBase,
  type: z.literal('cancel_all'),
  symbol: symbolSchema.optional(),
});

const setMarginSchema = z
  .strictObject({
    ...requestBase,
    type: z.literal('set_margin'),
    symbol: symbolSchema,
    mode: marginModeSchema,
    margin: z.number().min(0).optional(),
  })
  .refine(({ mode, margin }) => (mode === 'isolated') === (margin !== undefined), {
    path: ['margin'],
    message: 'isolated margin needs a margin, cross margin takes none',
  });

/** Request of an operator: set the index price. */
const setIndexSchema = z.strictObject({
  ...requestBase,
  type: z.literal('set_index'),
  symbol: symbolSchema,
  price: z.number(),
});

/** Request of an operator: set the phase of a market. */
const setPhaseSchema = z.strictObject({
  ...requestBase,
  type: z.literal('set_phase'),
  symbol: symbolSchema,
  action: z.enum(PHASE_ACTIONS),
});

const pingSchema = z.strictObject({ ...requestBase, type: z.literal('ping') });

export const requestSchema = z.discriminatedUnion('type', [
  loginSchema,
  placeOrderSchema,
  cancelOrderSchema,
  amendOrderSchema,
  cancelAllSchema,
  setMarginSchema,
  setIndexSchema,
  setPhaseSchema,
  pingSchema,
]);

/** Fields of each type of request. */
const REQUEST_FIELDS: ReadonlyMap<string, readonly string[]> = new Map(
  requestSchema.options.map(({ shape }) => [
    shape.type.value,
    Object.keys(shape).filter((field) => field !== 'type'),
  ]),
);

export type Login = Readonly<z.infer<typeof loginSchema>>;
export type PlaceOrder = Readonly<z.infer<typeof placeOrderSchema>>;
export type CancelOrder = Readonly<z.infer<typeof cancelOrderSchema>>;
export type AmendOrder = Readonly<z.infer<typeof amendOrderSchema>>;
export type CancelAll = Readonly<z.infer<typeof cancelAllSchema>>;
export type SetMargin = Readonly<z.infer<typeof setMarginSchema>>;
export type SetIndex = Readonly<z.infer<typeof setIndexSchema>>;
export type SetPhase = Readonly<z.infer<typeof setPhaseSchema>>;
export type Ping = Readonly<z.infer<typeof pingSchema>>;
export type Request =
  Login | PlaceOrder | CancelOrder | AmendOrder | CancelAll | SetMargin | SetIndex | SetPhase | Ping;

const replyBase = { requestId: z.string().optional() };
const time = z.int();
/** Quantity ahead of an order at its price when it begins to rest. */
const queueAhead = z.number().optional();
const orderRef = { clientOrderId: z.string(), orderId: z.int() };

const orderStateSchema = z.object({
  ...orderRef,
  symbol: z.string(),
  side: sideSchema,
  orderType: orderTypeSchema,
  price: z.number().optional(),
  stopPrice: z.number().optional(),
  /** Open quantity. */
  quantity: z.number(),
  timeInForce: timeInForceSchema,
  reduceOnly: z.boolean(),
  trailingOffset: z.number().optional(),
  /** `clientOrderId` of the other order of its pair. */
  oco: z.string().optional(),
});
/** A live order of the account, as `welcome` lists it. */
export type OpenOrder = Readonly<z.infer<typeof orderStateSchema>>;

const positionStateSchema = z.object({
  symbol: z.string(),
  quantity: z.number(),
  averageEntryPrice: z.number().nullable(),
  realizedPnl: z.number(),
  unrealizedPnl: z.number(),
  feesPaid: z.number(),
  ...backing,
  /** Net funding, where an instrument has it. Negative: received. */
  fundingPaid: z.number().optional(),
});

export const replySchema = z.discriminatedUnion('type', [
  z.object({
    ...replyBase,
    type: z.literal('welcome'),
    account: z.string(),
    epoch: z.string(),
    seq: z.int(),
    /** The exchange's clock when it sends this reply. An older exchange leaves it out. */
    time: time.optional(),
    instruments: z.array(instrumentSchema),
    balance: z.number(),
    positions: z.array(positionStateSchema),
    openOrders: z.array(orderStateSchema),
    limits: z.object({
      frameBytesMax: z.int(),
      openOrdersMax: z.int(),
      /** Requests that this connection may send at once, and in one second. 0 or absent: no limit. */
      requestsPerSecond: z.int().optional(),
    }),
  }),
  z.object({
    ...replyBase,
    ...orderRef,
    type: z.literal('order_accepted'),
    symbol: z.string(),
    side: sideSchema,
    orderType: orderTypeSchema,
    price: z.number().optional(),
    stopPrice: z.number().optional(),
    quantity: z.number(),
    queueAhead,
    time,
  }),
  z.object({
    ...replyBase,
    type: z.literal('order_rejected'),
    clientOrderId: z.string().optional(),
    code: z.enum(REJECT_CODES),
    reason: z.string(),
  }),
  z.object({
    ...replyBase,
    ...orderRef,
    type: z.literal('order_canceled'),
    remainingQuantity: z.number(),
    cause: z.enum(CANCEL_CAUSES),
    time,
  }),
  z.object({
    ...replyBase,
    ...orderRef,
    type: z.literal('order_amended'),
    price: z.number().optional(),
    /** The new stop price, when the amendment moved it. */
    stopPrice: z.number().optional(),
    quantity: z.number(),
    keptPriority: z.boolean(),
    queueAhead,
    time,
  }),
  z.object({
    ...orderRef,
    type: z.literal('order_triggered'),
    /** Last stop price of a trailing stop. */
    stopPrice: z.number().optional(),
    time,
  }),
  z.object({ ...replyBase, type: z.literal('cancel_all_done'), count: z.int(), time }),
  z.object({
    ...replyBase,
    type: z.literal('margin_set'),
    symbol: z.string(),
    mode: marginModeSchema,
    margin: z.number().nullable(),
    time,
  }),
  z.object({
    ...replyBase,
    type: z.literal('index_set'),
    symbol: z.string(),
    price: z.number(),
    time,
  }),
  z.object({
    ...replyBase,
    type: z.literal('phase_set'),
    symbol: z.string(),
    phase: z.enum(PHASES),
    time,
  }),
  z.object({ ...replyBase, type: z.literal('pong'), time }),
  z.object({
    ...orderRef,
    type: z.literal('fill'),
    tradeId: z.int(),
    symbol: z.string(),
    side: sideSchema,
    price: z.number(),
    quantity: z.number(),
    remainingQuantity: z.number(),
    liquidity: z.enum(['maker', 'taker']),
    fee: z.number(),
    time,
  }),
  z.object({ ...replyBase, type: z.literal('error'), code: z.enum(REJECT_CODES), reason: z.string() }),
]);

/** Replies of the gateway. A negative `fee` is a rebate. */
export type Reply = Readonly<z.infer<typeof replySchema>>;
export type Welcome = Extract<Reply, { type: 'welcome' }>;
export type OrderRejected = Extract<Reply, { type: 'order_rejected' }>;
export type OrderCanceled = Extract<Reply, { type: 'order_canceled' }>;
export type OrderAmended = Extract<Reply, { type: 'order_amended' }>;
export type Fill = Extract<Reply, { type: 'fill' }>;

/** A checked request: valid, or refused with this error. */
export type ParsedRequest =
  | { readonly ok: true; readonly request: Request }
  | {
      readonly ok: false;
      readonly code: 'BAD_JSON' | 'BAD_MESSAGE';
      readonly reason: string;
      readonly requestId?: string;
    };

/** Reads one frame from a client. Never throws. */
export function parseRequest(frame: string): ParsedRequest {
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch (error) {
    return { ok: false, code: 'BAD_JSON', reason: `The frame is not JSON: ${(error as Error).message}.` };
  }
  const result = requestSchema.safeParse(json);
  if (result.success) return { ok: true, request: result.data };
  const bad = {
    ok: false,
    code: 'BAD_MESSAGE',
    reason: describeIssue(result.error, json, REQUEST_FIELDS),
  } as const;
  const requestId = requestIdOf(json);
  return requestId === undefined ? bad : { ...bad, requestId };
}

/** Reads one frame from the gateway. @throws when it is not a reply of this protocol */
export function parseReply(frame: string): Reply {
  return replySchema.parse(JSON.parse(frame));
}
