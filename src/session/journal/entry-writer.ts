/**
 * Writes entries of the journal as bytes: the JSON of `toWritten` (entry.ts). The commands that every order needs are
 * written without the list in between, in a third of its time. A test checks that both ways write the same text.
 */
import type { Command } from '../../engine/index.ts';
import { ascii, type Text } from '../events/json-text.ts';
import type { JsonWriter } from '../events/json-writer.ts';
import { toWritten, type Entry } from './entry.ts';

type Of<Type extends Command['type']> = Extract<Command, { readonly type: Type }>;
type PlaceOrder = Of<'place_order'>;

const [OPEN, COMMA, CLOSE] = [ascii('['), ascii(','), ascii(']')];
const [PLACE_ORDER, CANCEL_ORDER] = [ascii(',"place_order",'), ascii(',"cancel_order",')];
const [CLIENT_ORDER_ID, ORDER_ID] = [ascii(',{"clientOrderId":'), ascii(',{"orderId":')];
const CLOSE_OBJECT = ascii('}]');
const SIDES = words<PlaceOrder['side']>({ buy: true, sell: true });
const ORDER_TYPES = words<PlaceOrder['orderType']>({
  limit: true,
  market: true,
  stop_limit: true,
  stop_market: true,
});
const TIMES_IN_FORCE = words<PlaceOrder['timeInForce']>({ gtc: true, ioc: true, fok: true });
const PREVENTIONS = words<PlaceOrder['selfTradePrevention']>({
  cancel_resting: true,
  cancel_incoming: true,
  cancel_both: true,
  decrement: true,
});

export function writeEntry(json: JsonWriter, seq: number, time: number, what: Entry[2]): void {
  switch (what.type) {
    case 'place_order':
      json.integer(OPEN, seq).integer(COMMA, time).integer(PLACE_ORDER, what.account);
      return placing(json, what);
    case 'cancel_order':
      json.integer(OPEN, seq).integer(COMMA, time).integer(CANCEL_ORDER, what.account);
      return canceling(json, what);
    default:
      json.json(JSON.stringify(toWritten(seq, time, what)));
  }
}

function placing(json: JsonWriter, order: PlaceOrder): void {
  const { price, stopPrice, trailingOffset, oco } = order;
  json.string(COMMA, order.clientOrderId).integer(COMMA, order.instrument);
  json.raw(SIDES[order.side]).raw(ORDER_TYPES[order.orderType]).integer(COMMA, order.quantity);
  integerOrNull(json, price);
  integerOrNull(json, stopPrice);
  json.raw(TIMES_IN_FORCE[order.timeInForce]).boolean(COMMA, order.postOnly).boolean(COMMA, order.reduceOnly);
  json.raw(PREVENTIONS[order.selfTradePrevention]);
  if (trailingOffset !== undefined || oco !== undefined) integerOrNull(json, trailingOffset ?? null);
  if (oco === null) json.null(COMMA);
  else if (oco !== undefined) json.string(COMMA, oco);
  json.raw(CLOSE);
}

function canceling(json: JsonWriter, { order }: Of<'cancel_order'>): void {
  if ('clientOrderId' in order) json.string(CLIENT_ORDER_ID, order.clientOrderId);
  else json.integer(ORDER_ID, order.orderId);
  json.raw(CLOSE_OBJECT);
}

function integerOrNull(json: JsonWriter, value: number | null): void {
  if (value === null) json.null(COMMA);
  else json.integer(COMMA, value);
}

/** Each word as a value of the list, with the comma before it. */
function words<Word extends string>(all: Readonly<Record<Word, true>>): Readonly<Record<Word, Text>> {
  const texts = Object.keys(all).map((word) => [word, ascii(`,"${word}"`)] as const);
  return Object.fromEntries(texts) as Record<Word, Text>;
}
