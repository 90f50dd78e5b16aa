/** The public event stream: what the exchange publishes, the relay forwards, and bots and monitors read. */
import { z } from 'zod';
import { EVENTS, type EventType, type FieldsOf, type roomNoteSchema } from './event-table.ts';
import { shapeCheck } from './shape-check.ts';

const stamped = { seq: z.int().positive(), time: z.int() };

type Shape<Type extends EventType> = {
  readonly [Name in keyof FieldsOf<Type>]: FieldsOf<Type>[Name] extends { readonly schema: infer Schema }
    ? Schema
    : never;
};
/** Schema of each type of event, derived from the table of events. */
type EventSchemas = {
  readonly [Type in EventType]: z.ZodObject<{ type: z.ZodLiteral<Type> } & typeof stamped & Shape<Type>>;
};

const eventSchemas = Object.fromEntries(
  Object.entries(EVENTS).map(([type, fields]) => {
    const shape = Object.entries(fields).map(([name, { schema }]) => [name, schema] as const);
    return [type, z.object({ type: z.literal(type), ...stamped, ...Object.fromEntries(shape) })] as const;
  }),
) as unknown as EventSchemas;

export const {
  trade: tradeSchema,
  liquidation: liquidationSchema,
  market_state: marketStateSchema,
} = eventSchemas;

type EventSchema = EventSchemas[EventType];
export const eventSchema = z.discriminatedUnion(
  'type',
  Object.values(eventSchemas) as [EventSchema, ...EventSchema[]],
);

/** First element of a conflated frame. The frame's other events sum up all events from `fromSeq` to `seq`. */
const conflatedSchema = z.object({
  ...stamped,
  type: z.literal('conflated'),
  fromSeq: z.int().positive(),
});

/** Everything that a stream can carry. */
export const streamSchema = z.discriminatedUnion('type', [...eventSchema.options, conflatedSchema]);
const frameSchema = z.array(z.unknown()).min(1);
const ignoredSchema = z.object({ ...stamped, type: z.string() });

/** An event of one type. */
type EventOf<Type extends EventType> = Readonly<z.infer<EventSchemas[Type]>>;
export type ExchangeStatus = EventOf<'exchange_status'>;
/** An event of the timeline of the pit's room. */
export type RoomNote = Readonly<z.infer<typeof roomNoteSchema>>;
export type BookUpdate = EventOf<'book_update'>;
export type Trade = EventOf<'trade'>;
export type OrderUpdate = EventOf<'order_update'>;
export type BookOrders = EventOf<'book_orders'>;
/** One order of `book_orders`. */
export type RestingOrder = BookOrders['bids'][number];
export type PositionUpdate = EventOf<'position_update'>;
export type Liquidation = EventOf<'liquidation'>;
export type MarkPrice = EventOf<'mark_price'>;
export type IndexPrice = EventOf<'index_price'>;
export type Funding = EventOf<'funding'>;
export type FundingRate = EventOf<'funding_rate'>;
export type MarketState = EventOf<'market_state'>;
export type AuctionUpdate = EventOf<'auction_update'>;
export type MarketEvent = { [Type in EventType]: EventOf<Type> }[EventType];

/** An event reduced to its place in the stream, because its type is unwanted or newer than this program. */
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
 * Reads one frame of the event stream. Events of unknown types are ignored, as the protocol requires.
 *
 * Almost every event matches its schema exactly; a quick check accepts those, because zod would take longer
 * than all other work of a reader.
 * @param unwanted types to skip
 * @throws when it is not a frame of this protocol
 */
export function parseFrame(
  frame: string,
  unwanted: ReadonlySet<MarketEvent['type']> = NOTHING as ReadonlySet<never>,
): readonly StreamEvent[] {
  return frameSchema.parse(JSON.parse(frame)).map((event, index) => parseEvent(event, index, unwanted));
}

/** False for an element that only marks a place in the stream. */
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
