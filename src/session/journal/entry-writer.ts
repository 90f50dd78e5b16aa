/**
 * Writes entries of the journal as bytes: the JSON of `toWritten` (entry.ts). The commands that every order needs are
 * written without the list in between, and an order with one look at the memory for all of its values. A test checks
 * that both ways write the same text.
 */
import type { Command, PlaceOrder } from '../../engine/index.ts';
import type { Text } from '../../runtime/words.ts';
import { ascii } from '../events/json-text.ts';
import type { JsonWriter } from '../events/json-writer.ts';
import { CHARACTER_BYTES_MAX, copyText, integer, NUMBER_BYTES, string } from '../events/number-text.ts';
import { toWritten, type Entry } from './entry.ts';

type Of<Type extends Command['type']> = Extract<Command, { readonly type: Type }>;
type TextOf<Word extends string> = Readonly<Record<Word, Text>>;

const [OPEN, COMMA, CLOSE, NULL] = [ascii('['), ascii(','), ascii(']'), ascii(',null')];
const [PLACE_ORDER, CANCEL_ORDER] = [ascii(',"place_order",'), ascii(',"cancel_order",')];
const [CLIENT_ORDER_ID, ORDER_ID] = [ascii(',{"clientOrderId":'), ascii(',{"orderId":')];
const CLOSE_OBJECT = ascii('}]');
const COMMA_BYTE = 0x2c;
/** Side and type of an order. */
const [BUY, SELL] = [kindsOf('buy'), kindsOf('sell')];
/** The options of an order, from its time in force on. */
const OPTIONS = {
  gtc: preventionsWith('gtc'),
  ioc: preventionsWith('ioc'),
  fok: preventionsWith('fok'),
} satisfies Record<PlaceOrder['timeInForce'], unknown>;
/** Room for the parts of an order that are no numbers and no texts of the client. */
const WORDS_BYTES_MAX = 128;
/** Most numbers of an order, with its `seq`, its time and a pair of quotes. */
const NUMBERS_MAX = 8;

export function writeEntry(json: JsonWriter, seq: number, time: number, what: Entry[2]): void {
  switch (what.type) {
    case 'place_order':
      return placing(json, seq, time, what);
    case 'cancel_order':
      json.integer(OPEN, seq).integer(COMMA, time).integer(CANCEL_ORDER, what.account);
      return canceling(json, what);
    default:
      json.json(JSON.stringify(toWritten(seq, time, what)));
  }
}

function placing(json: JsonWriter, seq: number, time: number, order: PlaceOrder): void {
  const { clientOrderId, trailingOffset, oco } = order;
  const textBytes = clientOrderId.length * CHARACTER_BYTES_MAX;
  const view = json.reserve(WORDS_BYTES_MAX + NUMBERS_MAX * NUMBER_BYTES + textBytes);
  let at = integer(view, copyText(view, json.length, OPEN), seq);
  at = integer(view, comma(view, at), time);
  at = integer(view, copyText(view, at, PLACE_ORDER), order.account);
  at = string(view, comma(view, at), clientOrderId);
  at = integer(view, comma(view, at), order.instrument);
  at = copyText(view, at, (order.side === 'buy' ? BUY : SELL)[order.orderType]);
  at = integer(view, comma(view, at), order.quantity);
  at = integerOrNull(view, at, order.price);
  at = integerOrNull(view, at, order.stopPrice);
  json.moveTo(copyText(view, at, optionsOf(order)));
  if (trailingOffset !== undefined || oco !== undefined) pairing(json, trailingOffset ?? null, oco);
  json.raw(CLOSE);
}

/** Writes the values that few orders have. */
function pairing(json: JsonWriter, trailingOffset: number | null, oco: string | null | undefined): void {
  json.raw(COMMA).json(JSON.stringify(trailingOffset));
  if (oco !== undefined) json.raw(COMMA).json(JSON.stringify(oco));
}

function canceling(json: JsonWriter, { order }: Of<'cancel_order'>): void {
  if ('clientOrderId' in order) json.string(CLIENT_ORDER_ID, order.clientOrderId);
  else json.integer(ORDER_ID, order.orderId);
  json.raw(CLOSE_OBJECT);
}

function integerOrNull(view: DataView, at: number, value: number | null): number {
  return value === null ? copyText(view, at, NULL) : integer(view, comma(view, at), value);
}

function comma(view: DataView, at: number): number {
  view.setUint8(at, COMMA_BYTE);
  return at + 1;
}

function optionsOf({ timeInForce, postOnly, reduceOnly, selfTradePrevention }: PlaceOrder): Text {
  const flags = (postOnly ? 2 : 0) + (reduceOnly ? 1 : 0);
  return OPTIONS[timeInForce][selfTradePrevention][flags] as Text;
}

function kindsOf(side: PlaceOrder['side']): TextOf<PlaceOrder['orderType']> {
  const kind = (orderType: string) => values(side, orderType);
  return {
    limit: kind('limit'),
    market: kind('market'),
    stop_limit: kind('stop_limit'),
    stop_market: kind('stop_market'),
  };
}

/** Options with this time in force, by the rule of self-trades and by the two flags. */
function preventionsWith(
  timeInForce: PlaceOrder['timeInForce'],
): Readonly<Record<PlaceOrder['selfTradePrevention'], readonly Text[]>> {
  const flags = [false, true];
  const options = (prevention: string) =>
    flags.flatMap((post) => flags.map((reduce) => values(timeInForce, post, reduce, prevention)));
  return {
    cancel_resting: options('cancel_resting'),
    cancel_incoming: options('cancel_incoming'),
    cancel_both: options('cancel_both'),
    decrement: options('decrement'),
  };
}

/** Values of the list, each with the comma before it. */
function values(...all: readonly unknown[]): Text {
  return ascii(all.map((value) => `,${JSON.stringify(value)}`).join(''));
}
