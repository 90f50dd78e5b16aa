/**
 * Every event of the stream, field by field, in wire order after `type`, `seq` and `time`. All forms of an event come
 * from this table:
 *
 * - the schema that a reader checks, its TypeScript type and the JSON Schema (events.ts, json-schema.ts),
 * - the object and the bytes that the exchange makes of a fact (session/events/event-codec.ts),
 * - the columns and the rows of trades.csv and performance.csv (session/csv/csv-tables.ts).
 *
 * A new field is one row here. Put it last, with `added` or `onlyWith`, so that older exchanges and sessions still fit.
 */
import { z } from 'zod';
import { instrumentSchema } from './instrument-schema.ts';
import { marginModeSchema } from './margin-mode.ts';
import { PHASE_CAUSES, PHASES } from './phases.ts';

/** Kind of quantity that a value measures. It decides the grid and the notation. */
export type Unit =
  /** Names: the symbol of the fact's instrument, and an account. */
  | 'symbol'
  | 'account'
  /** Values on a grid: the instrument's grids of price and quantity, the grid of money, and that of rates. */
  | 'price'
  | 'quantity'
  | 'money'
  | 'rate'
  /** A value on no grid: any double. */
  | 'double'
  | 'integer'
  | 'flag'
  /** One of a few fixed words. */
  | 'word'
  /** `[price, quantity]` pairs, and orders as `[price, quantity, orderId, priority, account]`. */
  | 'levels'
  | 'orders'
  /** Any other value. */
  | 'json';

/** An optional part of a session, which its instruments need or which it had from its beginning. */
export type Feature = 'funding' | 'fees';
export const FEATURES: ReadonlySet<Feature> = new Set<Feature>(['funding', 'fees']);

/** One field of an event. */
export interface Field<Schema extends z.ZodType = z.ZodType> {
  readonly unit: Unit;
  /** Schema with which a reader checks the field. */
  readonly schema: Schema;
  /** Content of the event when the fact has no value. */
  readonly empty: 'never' | 'null' | 'left out';
  /** Feature that a session needs for the exchange to write this field. Null: the exchange always writes it. */
  readonly feature: Feature | null;
}

function field<Schema extends z.ZodType>(unit: Unit, schema: Schema): Field<Schema> {
  return { unit, schema, empty: 'never', feature: null };
}

/** The field is `null` when the fact has no value. */
function nullable<Schema extends z.ZodType>(given: Field<Schema>): Field<z.ZodNullable<Schema>> {
  return { ...given, schema: given.schema.nullable(), empty: 'null' };
}

/** The field is left out when the fact has no value. */
function optional<Schema extends z.ZodType>(given: Field<Schema>): Field<z.ZodOptional<Schema>> {
  return { ...given, schema: given.schema.optional(), empty: 'left out' };
}

/** A field from after the first version. It is always written, but an older exchange does not have it. */
function added<Schema extends z.ZodType>(given: Field<Schema>): Field<z.ZodOptional<Schema>> {
  return { ...given, schema: given.schema.optional() };
}

function onlyWith<Schema extends z.ZodType>(
  feature: Feature,
  given: Field<Schema>,
): Field<z.ZodOptional<Schema>> {
  return { ...added(given), feature };
}

function word<const Words extends readonly string[]>(words: Words): Field<z.ZodEnum<WordsOf<Words>>> {
  return field('word', z.enum(words));
}
type WordsOf<Words extends readonly string[]> = { [Word in Words[number]]: Word };

const symbol = field('symbol', z.string());
const account = field('account', z.string());
const price = field('price', z.number());
const quantity = field('quantity', z.number());
const money = field('money', z.number());
const rate = field('rate', z.number());
const double = field('double', z.number());
const integer = field('integer', z.int());
const count = field('integer', z.int().positive());
/** Time in microseconds since the Unix epoch. */
const time = integer;
const flag = field('flag', z.boolean());
const side = word(['buy', 'sell']);
const text = field('json', z.string());
export const roomNoteSchema = z.object({ time: z.int(), text: z.string() });
const levels = field('levels', z.array(z.tuple([z.number(), z.number()])));
const orders = field(
  'orders',
  z.array(
    z.tuple([z.number(), z.number(), z.int(), z.int(), z.string()]).meta({
      description: 'price, quantity, orderId, priority, account',
    }),
  ),
);

export const EVENTS = {
  exchange_status: {
    epoch: text,
    protocol: integer,
    state: word(['running', 'stopping']),
    instruments: field('json', z.array(instrumentSchema)),
    insuranceFund: money,
    feesCollected: money,
    checkpointMs: count,
    /** Sum of all deposits and the fund's endowment. The money of rule A5 must add up to it. */
    deposits: added(money),
    /** Warnings for the operator, for example that a CSV file cannot be written. */
    warnings: optional(field('json', z.array(z.string()))),
    /** The newest events of the pit's room, oldest first. */
    roomEvents: optional(field('json', z.array(roomNoteSchema))),
    /** Flat accounts that this checkpoint leaves out, and the sum of their balances. */
    omittedAccounts: optional(count),
    omittedBalance: optional(money),
  },
  /** Quantity 0 removes a level; a snapshot replaces the book. */
  book_update: {
    symbol,
    snapshot: flag,
    bids: levels,
    asks: levels,
    /** Number of levels per side, best first, when the snapshot is limited. */
    depth: optional(count),
  },
  /** The orders at the front of each side, in the order in which they trade. */
  book_orders: {
    symbol,
    bids: orders,
    asks: orders,
  },
  /**
   * An order came to rest, was filled in part, was amended or left the book. `quantity` is the resting quantity; 0: the
   * order has left. Within a price, the order with the lower `priority` trades first. An order that goes to the back
   * gets a new, higher one.
   */
  order_update: {
    symbol,
    orderId: integer,
    account,
    side,
    price,
    quantity,
    priority: integer,
  },
  trade: {
    symbol,
    tradeId: integer,
    price,
    quantity,
    aggressor: side,
    buyAccount: account,
    sellAccount: account,
    buyOrderId: integer,
    sellOrderId: integer,
    liquidation: flag,
    /** Fee of the buyer. Negative: a rebate. */
    buyFee: onlyWith('fees', money),
    sellFee: onlyWith('fees', money),
  },
  /** `quantity` is positive when long. Balance and equity belong to the whole account, the margins to this position. */
  position_update: {
    account,
    symbol,
    quantity,
    averageEntryPrice: nullable(double),
    markPrice: price,
    /** Realized profit before fees, which are in `feesPaid`. */
    realizedPnl: money,
    unrealizedPnl: money,
    feesPaid: money,
    balance: money,
    equity: money,
    initialMargin: money,
    maintenanceMargin: money,
    liquidationPrice: nullable(price),
    bankruptcyPrice: nullable(price),
    marginMode: added(field('word', marginModeSchema)),
    /** Isolated margin. Null: cross margin. */
    isolatedMargin: added(nullable(money)),
    /** Net funding paid. Negative: received. */
    fundingPaid: onlyWith('funding', money),
  },
  /** `side` is the side of the position that is closed: `buy` for a long one. */
  liquidation: {
    account,
    symbol,
    stage: word([
      'started',
      'orders_canceled',
      'taken_over',
      'filled',
      'insurance_fund',
      'auto_deleveraged',
      'completed',
    ]),
    side,
    quantity,
    price: optional(price),
    bankruptcyPrice: price,
    insuranceFundChange: optional(money),
    counterparty: optional(account),
  },
  mark_price: {
    symbol,
    price,
    lastPrice: optional(price),
    bestBid: optional(price),
    bestAsk: optional(price),
    index: optional(price),
    reference: optional(price),
    /** Price limits: no trade happens below the lower or above the upper one. */
    lowerLimit: optional(price),
    upperLimit: optional(price),
  },
  index_price: {
    symbol,
    price,
  },
  /** An account's part in an exchange of funding; a positive `payment` is paid, a negative one received. */
  funding: {
    account,
    symbol,
    quantity,
    markPrice: price,
    rate,
    payment: money,
  },
  /** `rate` and `premium` are those of the newest funding, `predictedRate` is the rate if the interval ended now. */
  funding_rate: {
    symbol,
    rate: optional(rate),
    premium: optional(rate),
    predictedRate: rate,
    /** Time at which the interval ends. */
    nextTime: time,
  },
  /** A market changed its phase: `docs/rules.md`, "Phases". */
  market_state: {
    symbol,
    phase: word(PHASES),
    cause: word(PHASE_CAUSES),
    /** Time at which the phase ends. Left out: an operator ends it. */
    until: optional(time),
    /** The collar of an auction: with a price outside it is extended, as long as extensions are left. */
    lowerCollar: optional(price),
    upperCollar: optional(price),
    extensionsLeft: optional(integer),
  },
  /** The trades that an auction would make if it ended now. */
  auction_update: {
    symbol,
    /** Price of the auction. Null: nothing would trade. */
    price: nullable(price),
    quantity,
    /** Quantity that would remain on `side`. */
    imbalance: quantity,
    side: nullable(side),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Field>>>>;

export type EventType = keyof typeof EVENTS;
export type FieldsOf<Type extends EventType> = (typeof EVENTS)[Type];

/** Names and fields, in wire order, that the exchange writes in sessions with these features. */
export function fieldsOf(
  type: EventType,
  features: ReadonlySet<Feature>,
): readonly (readonly [name: string, field: Field])[] {
  const fields: readonly (readonly [string, Field])[] = Object.entries(EVENTS[type]);
  return fields.filter(([, { feature }]) => feature === null || features.has(feature));
}
