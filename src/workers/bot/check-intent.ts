/**
 * Converts a strategy's intents to requests for the gateway. A strategy may be plain JavaScript, so every value is
 * checked, and mistakes are reported before anything is sent.
 */
import { z } from 'zod';
import {
  orderTerms,
  sideSchema,
  type OrderRejected,
  type PlaceOrder,
  type RejectCode,
  type Request,
} from '../../contract/orders.ts';
import { marginModeSchema } from '../../contract/margin-mode.ts';
import { describeIssue, excerpt } from '../../runtime/describe-issue.ts';
import type { InstrumentSteps } from './instrument-steps.ts';
import type { OwnOrders } from './own-orders.ts';
import { isPlainIntent } from './plain-intent.ts';

/** Largest number of intents from one call of `nextOrder`. */
export const INTENTS_PER_CALL_MAX = 200;
/** Keys whose absence has a meaning, so that the value undefined is a mistake. */
const MEANINGFUL_WHEN_LEFT_OUT = ['price', 'stopPrice', 'trailingOffset', 'quantity', 'oco'] as const;
/** Largest number of own orders in a message about an unknown one. */
const ORDERS_LISTED_MAX = 5;

const id = z.string().min(1).max(36);
const symbol = z.string().optional();
const placeSchema = z.strictObject({
  type: z.literal('place'),
  side: sideSchema,
  ...orderTerms,
  clientOrderId: id.optional(),
  symbol,
});
const amendSchema = z.strictObject({
  type: z.literal('amend'),
  clientOrderId: id,
  price: z.number().optional(),
  stopPrice: z.number().optional(),
  quantity: z.number().optional(),
});
const intentSchema = z.discriminatedUnion('type', [
  placeSchema,
  amendSchema,
  z.strictObject({ type: z.literal('cancel'), clientOrderId: id }),
  z.strictObject({ type: z.literal('cancelAll'), symbol }),
  z.strictObject({
    type: z.literal('setMargin'),
    symbol,
    mode: marginModeSchema,
    margin: z.number().min(0).optional(),
  }),
]);
type CheckedPlace = z.infer<typeof placeSchema>;
type CheckedAmend = z.infer<typeof amendSchema>;
type CheckedSetMargin = Extract<z.infer<typeof intentSchema>, { type: 'setMargin' }>;

export interface IntentContext {
  /** Name of the strategy's callback that returned the intent. */
  readonly callback: string;
  /** Steps of the traded instruments, by symbol. */
  readonly instruments: ReadonlyMap<string, InstrumentSteps>;
  /** Symbols of all instruments of the exchange. */
  readonly listed: readonly string[];
  readonly orders: OwnOrders;
  /** A client order id that no own order has. */
  freshId(): string;
}

/** A request that gets its id when it is sent. */
export type Unsent = Exclude<Request, { type: 'login' }> & { requestId?: string | undefined };

/** A request to send, a rejection, or nothing if the same request is already pending. */
export type Checked =
  { readonly request: Unsent } | { readonly reject: OrderRejected } | { readonly nothing: true };

/** Intents of a callback's result, as a list. */
export function listIntents(returned: unknown): readonly unknown[] {
  if (returned === undefined || returned === null) return [];
  return Array.isArray(returned) ? returned : [returned];
}

export function tooMany(callback: string, count: number): OrderRejected {
  return reject(
    'BAD_MESSAGE',
    `${callback} returned ${count} intents; one call may return at most ${INTENTS_PER_CALL_MAX}, and none of these was sent.`,
  );
}

export function checkIntent(intent: unknown, context: IntentContext): Checked {
  const parsed = isPlainIntent(intent) ? { given: intent } : parse(intent, context.callback);
  if ('reject' in parsed) return parsed;
  const { given } = parsed;
  switch (given.type) {
    case 'place':
      return checkPlace(given, context);
    case 'amend':
      return checkAmend(given, context);
    case 'cancel':
      return checkCancel(given.clientOrderId, context);
    case 'cancelAll':
      return checkCancelAll(given.symbol, context);
    case 'setMargin':
      return checkSetMargin(given, context);
  }
}

type CheckedIntent = z.infer<typeof intentSchema>;

function parse(
  intent: unknown,
  callback: string,
): { readonly given: CheckedIntent } | { readonly reject: OrderRejected } {
  const { success, data, error } = intentSchema.safeParse(intent);
  if (!success) return { reject: reject('BAD_MESSAGE', describe(error, intent, callback)) };
  const refusal = undefinedProblem(data);
  return refusal === undefined ? { given: data } : { reject: reject('BAD_MESSAGE', refusal) };
}

/**
 * Error for a meaningful key with the value undefined, because a failed price calculation must not become a market
 * order.
 */
function undefinedProblem(given: CheckedIntent): string | undefined {
  const key = MEANINGFUL_WHEN_LEFT_OUT.find((name) => Object.hasOwn(given, name) && !isGiven(given, name));
  return (
    key &&
    `${given.type}.${key} is undefined; give a ${key === 'oco' ? 'clientOrderId' : 'number'}, or leave the key out when there is to be no ${key}.`
  );
}

function isGiven(given: object, name: string): boolean {
  return (given as Readonly<Record<string, unknown>>)[name] !== undefined;
}

type Instrument =
  | { readonly problem: string }
  | { readonly problem?: undefined; readonly symbol: string; readonly steps: InstrumentSteps };

/** Instrument of an intent. Only a strategy with a single instrument may leave it out. */
function instrumentOf(symbol: string | undefined, { instruments, listed }: IntentContext): Instrument {
  const [main = ''] = instruments.keys();
  if (symbol === undefined && instruments.size > 1)
    return { problem: `give the symbol, because this strategy trades ${namesOf(instruments)}` };
  const named = symbol ?? main;
  const steps = instruments.get(named);
  if (steps !== undefined) return { symbol: named, steps };
  if (listed.includes(named))
    return {
      problem: `this strategy trades ${namesOf(instruments)}; add ${named} to its static symbols`,
    };
  return { problem: `symbol '${named}' is not traded here; there is ${listed.join(', ')}` };
}

function namesOf(instruments: IntentContext['instruments']): string {
  return [...instruments.keys()].join(', ');
}

function checkPlace(place: CheckedPlace, context: IntentContext): Checked {
  const { type } = place;
  const clientOrderId = place.clientOrderId ?? context.freshId();
  const found = instrumentOf(place.symbol, context);
  if (found.problem !== undefined)
    return { reject: reject('UNKNOWN_SYMBOL', `${type}: ${found.problem}.`, clientOrderId) };
  const { symbol, steps } = found;
  const refusal = placeProblem(place, context, steps);
  if (refusal !== undefined) return { reject: reject(refusal[0], `${type}: ${refusal[1]}.`, clientOrderId) };
  return { request: placeOrder(place, clientOrderId, symbol) };
}

/** The request, in one shape: fields that the intent leaves out are undefined, and JSON leaves them out. */
function placeOrder(place: CheckedPlace, clientOrderId: string, symbol: string): PlaceOrder & Unsent {
  return {
    type: 'place_order',
    clientOrderId,
    symbol,
    side: place.side,
    orderType: orderTypeOf(place),
    price: place.price,
    stopPrice: place.stopPrice,
    trailingOffset: place.trailingOffset,
    quantity: place.quantity,
    timeInForce: place.timeInForce,
    postOnly: place.postOnly,
    reduceOnly: place.reduceOnly,
    selfTradePrevention: place.selfTradePrevention,
    oco: place.oco,
    requestId: undefined,
  };
}

type Problem = readonly [RejectCode, string] | undefined;

function placeProblem(place: CheckedPlace, { orders }: IntentContext, steps: InstrumentSteps): Problem {
  const { clientOrderId } = place;
  if (clientOrderId !== undefined && orders.has(clientOrderId)) {
    return [
      'DUPLICATE_CLIENT_ORDER_ID',
      `clientOrderId '${clientOrderId}' is that of a live order; choose another`,
    ];
  }
  if (place.postOnly === true && (orderTypeOf(place) !== 'limit' || (place.timeInForce ?? 'gtc') !== 'gtc')) {
    return ['BAD_MESSAGE', 'postOnly needs a price, no stopPrice, and timeInForce gtc'];
  }
  const { price, stopPrice, trailingOffset, oco } = place;
  if (trailingOffset !== undefined && (price ?? stopPrice) !== undefined)
    return ['BAD_MESSAGE', 'a trailingOffset takes neither a price nor a stopPrice'];
  if (oco !== undefined && !orders.has(oco)) return ['UNKNOWN_ORDER', `oco: ${unknownOrder(oco, orders)}`];
  return numbersProblem(steps, place);
}

function checkAmend(
  { clientOrderId, price, stopPrice, quantity }: CheckedAmend,
  context: IntentContext,
): Checked {
  const refuse = (code: RejectCode, reason: string) => ({
    reject: reject(code, `amend: ${reason}.`, clientOrderId),
  });
  const order = context.orders.get(clientOrderId);
  if (order === undefined) return refuse('UNKNOWN_ORDER', unknownOrder(clientOrderId, context.orders));
  if (order.state === 'canceling') return refuse('UNKNOWN_ORDER', `'${clientOrderId}' is being cancelled`);
  if ((price ?? stopPrice ?? quantity) === undefined)
    return refuse('BAD_MESSAGE', 'give a price, a stopPrice or a quantity');
  const steps = context.instruments.get(order.symbol);
  const problem = steps && numbersProblem(steps, { price, stopPrice, quantity });
  if (problem !== undefined) return refuse(...problem);
  return {
    request: { type: 'amend_order', clientOrderId, price, stopPrice, quantity, requestId: undefined },
  };
}

/** A request to cancel all orders. Without a symbol, it cancels in all instruments. */
function checkCancelAll(symbol: string | undefined, context: IntentContext): Checked {
  if (symbol === undefined && context.instruments.size > 1) return { request: { type: 'cancel_all' } };
  const found = instrumentOf(symbol, context);
  if (found.problem === undefined) return { request: { type: 'cancel_all', symbol: found.symbol } };
  return { reject: reject('UNKNOWN_SYMBOL', `cancelAll: ${found.problem}.`) };
}

function checkSetMargin({ symbol, mode, margin }: CheckedSetMargin, context: IntentContext): Checked {
  if ((mode === 'isolated') !== (margin !== undefined))
    return {
      reject: reject('BAD_MESSAGE', 'setMargin: isolated margin needs a margin, cross margin takes none.'),
    };
  const found = instrumentOf(symbol, context);
  if (found.problem !== undefined)
    return { reject: reject('UNKNOWN_SYMBOL', `setMargin: ${found.problem}.`) };
  return {
    request: { type: 'set_margin', symbol: found.symbol, mode, ...(margin === undefined ? {} : { margin }) },
  };
}

function checkCancel(clientOrderId: string, { orders }: IntentContext): Checked {
  const order = orders.get(clientOrderId);
  if (order?.state === 'canceling') return { nothing: true };
  if (order !== undefined) return { request: { type: 'cancel_order', clientOrderId, requestId: undefined } };
  return {
    reject: reject('UNKNOWN_ORDER', `cancel: ${unknownOrder(clientOrderId, orders)}.`, clientOrderId),
  };
}

interface Numbers {
  readonly price?: number | undefined;
  readonly stopPrice?: number | undefined;
  readonly trailingOffset?: number | undefined;
  readonly quantity?: number | undefined;
}

function numbersProblem(steps: InstrumentSteps, numbers: Numbers): Problem {
  const { price, stopPrice, trailingOffset, quantity } = numbers;
  const ofPrice = price === undefined ? undefined : steps.priceProblem(price);
  if (ofPrice !== undefined) return ['INVALID_PRICE', `price ${ofPrice}`];
  const ofStop = stopPrice === undefined ? undefined : steps.priceProblem(stopPrice);
  if (ofStop !== undefined) return ['INVALID_PRICE', `stopPrice ${ofStop}`];
  const ofTrail = trailingOffset === undefined ? undefined : steps.priceProblem(trailingOffset);
  if (ofTrail !== undefined) return ['INVALID_PRICE', `trailingOffset ${ofTrail}`];
  const ofQuantity = quantity === undefined ? undefined : steps.quantityProblem(quantity);
  return ofQuantity === undefined ? undefined : ['INVALID_QUANTITY', `quantity ${ofQuantity}`];
}

function orderTypeOf({ price, stopPrice, trailingOffset }: Numbers): PlaceOrder['orderType'] {
  if (trailingOffset !== undefined) return 'stop_market';
  if (stopPrice === undefined) return price === undefined ? 'market' : 'limit';
  return price === undefined ? 'stop_market' : 'stop_limit';
}

function unknownOrder(clientOrderId: string, orders: OwnOrders): string {
  const ids = orders.all.map((order) => order.clientOrderId);
  const more = ids.length > ORDERS_LISTED_MAX ? ', …' : '';
  const known =
    ids.length === 0 ? 'there are none' : `there are ${ids.slice(0, ORDERS_LISTED_MAX).join(', ')}${more}`;
  return `no own order is called '${clientOrderId}'; ${known}`;
}

function reject(code: RejectCode, reason: string, clientOrderId?: string): OrderRejected {
  return { type: 'order_rejected', code, reason, ...(clientOrderId === undefined ? {} : { clientOrderId }) };
}

const INTENT_TYPES = 'place, amend, cancel, cancelAll, setMargin';

function describe(error: z.ZodError, intent: unknown, callback: string): string {
  if (typeof intent !== 'object' || intent === null) {
    return `${callback} must return intents such as { type: 'place', side: 'buy', quantity: 1 }; got ${excerpt(intent)}.`;
  }
  const wrongKind = kindProblem(intent);
  if (wrongKind !== undefined) return `${callback} returned ${wrongKind}.`;
  const { type } = intent as { readonly type?: unknown };
  // A misspelt key explains a missing one.
  const issue = error.issues.find(({ code }) => code === 'unrecognized_keys') ?? error.issues[0];
  if (issue === undefined || issue.code === 'invalid_union') {
    return `${callback}: type must be one of ${INTENT_TYPES}; got ${type === undefined ? 'nothing' : excerpt(type)}.`;
  }
  if (issue.code === 'unrecognized_keys') return unknownKeys(String(type), issue.keys);
  return `${[String(type), ...issue.path].join('.')} ${describeIssue(issue, intent)}.`;
}

function kindProblem(intent: object): string | undefined {
  if (Array.isArray(intent)) return 'a list within a list; return all intents in one';
  if (Symbol.asyncIterator in intent)
    return 'an async generator; it must answer at once, with a list of intents';
  return Symbol.iterator in intent
    ? 'a generator or a set; return a list: Array.from(…) makes one'
    : undefined;
}

function unknownKeys(type: string, keys: readonly string[]): string {
  const schema = intentSchema.options.find(({ shape }) => shape.type.value === type);
  const known = Object.keys(schema?.shape ?? {}).filter((key) => key !== 'type');
  const has = known.length === 0 ? 'it takes nothing else' : `it takes ${known.join(', ')}`;
  return `${type} takes no ${keys.join(', ')}; ${has}.`;
}
