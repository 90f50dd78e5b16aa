/**
 * Entries of the journal as rows of bytes, one after the other (format 2). Orders and cancels take half of the bytes
 * that JSON needs, less than half of the time to write and a sixth of the time to read. Every other entry, and an order
 * with rare terms, is the JSON of entry.ts in a row.
 *
 * Numbers are little endian. A row begins with a u8, which is its kind.
 *
 *     order   u8 length of the name, u16 flags, u32 account, f64 seq, f64 time, u32 instrument, f64 quantity,
 *             f64 price and f64 stop price where the flags say so, name in Latin-1
 *     cancel  u8 length of the name, u16 0, u32 account, f64 seq, f64 time, f64 order id or name in Latin-1
 *     JSON    u8 0, u16 0, u32 length, JSON in UTF-8
 */
import type { AccountIndex, InstrumentIndex, OrderId } from '../../contract/index.ts';
import type { PriceTicks, QuantityLots } from '../../contract/units.ts';
import type { Command, PlaceOrder } from '../../engine/index.ts';
import type { GrowingBytes } from '../../runtime/grow-buffer.ts';
import { fromWritten, toWritten, type Entry, type WrittenEntry } from './entry.ts';

type Cancel = Extract<Command, { readonly type: 'cancel_order' }>;
/** Terms of an order that no row has. */
type RareTerm = 'trailingOffset' | 'oco';
type PlainOrder = Required<Omit<PlaceOrder, RareTerm>>;

const [JSON_ENTRY, ORDER, CANCEL_BY_ID, CANCEL_BY_NAME] = [0, 1, 2, 3] as const;

/** Bytes before the seq, up to the end of the time, and of a row of an order without its name and with 0 or 2 prices. */
const [SHORT_HEAD_BYTES, HEAD_BYTES, ORDER_BYTES_MIN, ORDER_BYTES_MAX] = [8, 24, 36, 52] as const;
const NAME_LENGTH_MAX = 255;
const LATIN_1_MAX = 0xff;

/** Flags of an order: its words, each in a few bits, and a bit for each of the others. */
const SELLS = 1;
const TYPES = words(1, ['limit', 'market', 'stop_limit', 'stop_market']);
const TIMES_IN_FORCE = words(3, ['gtc', 'ioc', 'fok']);
const PREVENTIONS = words(5, ['cancel_resting', 'cancel_incoming', 'cancel_both', 'decrement']);
const [POST_ONLY, REDUCE_ONLY, HAS_PRICE, HAS_STOP] = [1 << 7, 1 << 8, 1 << 9, 1 << 10] as const;

/** Largest flags of each kind of row. */
const FLAGS_MAX = [0, 2 * HAS_STOP - 1, 0, 0];

/** Adds an entry. @param rows gets the bytes */
export function writeRow(rows: GrowingBytes, seq: number, time: number, what: Entry[2]): void {
  const { type } = what;
  if (type === 'place_order' && writeOrder(rows, seq, time, what)) return;
  if (type === 'cancel_order' && writeCancel(rows, seq, time, what)) return;
  writeJson(rows, JSON.stringify(toWritten(seq, time, what)));
}

/** @throws Error when the bytes are no rows */
export function readRows(bytes: Buffer): readonly Entry[] {
  const reader = new RowReader(bytes);
  const entries: Entry[] = [];
  while (!reader.isAtEnd) entries.push(reader.next());
  return entries;
}

/** A fast look: true when the lengths of the rows, as their heads say, end where the bytes end. */
export function canBeRows(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at + SHORT_HEAD_BYTES <= end) at += rowLengthAt(bytes, at);
  return at === end;
}

/** The first entry, if it is JSON, as checkpoints are. @throws Error when the bytes are no rows */
export function readFirstJson(bytes: Buffer): Entry | null {
  return bytes[0] === JSON_ENTRY ? new RowReader(bytes).next() : null;
}

/** Infinity: no row begins so. */
function rowLengthAt(bytes: Buffer, at: number): number {
  const nameLength = bytes.readUInt8(at + 1);
  switch (bytes.readUInt8(at)) {
    case JSON_ENTRY:
      return SHORT_HEAD_BYTES + bytes.readUInt32LE(at + 4);
    case ORDER:
      return ORDER_BYTES_MIN + priceBytes(bytes.readUInt16LE(at + 2)) + nameLength;
    case CANCEL_BY_ID:
      return HEAD_BYTES + 8;
    case CANCEL_BY_NAME:
      return HEAD_BYTES + nameLength;
    default:
      return Infinity;
  }
}

function priceBytes(flags: number): number {
  return ((flags & HAS_PRICE) === 0 ? 0 : 8) + ((flags & HAS_STOP) === 0 ? 0 : 8);
}

/** @returns false when no row can have this order */
function writeOrder(rows: GrowingBytes, seq: number, time: number, order: PlaceOrder): boolean {
  const { clientOrderId, price, stopPrice } = order;
  if (order.trailingOffset !== undefined || order.oco !== undefined) return false;
  if (clientOrderId.length > NAME_LENGTH_MAX) return false;
  const view = rows.reserve(ORDER_BYTES_MAX + clientOrderId.length);
  let at = rows.length;
  view.setUint8(at, ORDER);
  view.setUint8(at + 1, clientOrderId.length);
  view.setUint16(at + 2, flagsOf(order), true);
  at = writeStamp(view, at, order.account, seq, time);
  view.setUint32(at, order.instrument, true);
  view.setFloat64(at + 4, order.quantity, true);
  at += 12;
  if (price !== null) at = writeNumber(view, at, price);
  if (stopPrice !== null) at = writeNumber(view, at, stopPrice);
  return writeName(rows, view, at, clientOrderId);
}

/** @returns false when no row can have this name */
function writeCancel(rows: GrowingBytes, seq: number, time: number, { account, order }: Cancel): boolean {
  const name = 'clientOrderId' in order ? order.clientOrderId : '';
  if (name.length > NAME_LENGTH_MAX) return false;
  const view = rows.reserve(HEAD_BYTES + 8 + name.length);
  const start = rows.length;
  view.setUint8(start, 'orderId' in order ? CANCEL_BY_ID : CANCEL_BY_NAME);
  view.setUint8(start + 1, name.length);
  view.setUint16(start + 2, 0, true);
  const at = writeStamp(view, start, account, seq, time);
  if (!('orderId' in order)) return writeName(rows, view, at, name);
  rows.moveTo(writeNumber(view, at, order.orderId));
  return true;
}

function writeJson(rows: GrowingBytes, json: string): void {
  const start = rows.length;
  rows.reserve(SHORT_HEAD_BYTES);
  rows.moveTo(start + SHORT_HEAD_BYTES);
  rows.addText(json);
  rows.view.setUint32(start, JSON_ENTRY, true);
  rows.view.setUint32(start + 4, rows.length - start - SHORT_HEAD_BYTES, true);
}

/** Writes the rest of a head. @returns the position after it */
function writeStamp(view: DataView, at: number, account: number, seq: number, time: number): number {
  view.setUint32(at + 4, account, true);
  view.setFloat64(at + 8, seq, true);
  view.setFloat64(at + 16, time, true);
  return at + HEAD_BYTES;
}

function writeNumber(view: DataView, at: number, number: number): number {
  view.setFloat64(at, number, true);
  return at + 8;
}

/** Ends a row with a name. @returns false, and leaves the row out, when it is not Latin-1 */
function writeName(rows: GrowingBytes, view: DataView, at: number, name: string): boolean {
  for (let index = 0; index < name.length; index += 1) {
    const code = name.charCodeAt(index);
    if (code > LATIN_1_MAX) return false;
    view.setUint8(at + index, code);
  }
  rows.moveTo(at + name.length);
  return true;
}

function flagsOf(order: PlaceOrder): number {
  let flags =
    TYPES.bits[order.orderType] |
    TIMES_IN_FORCE.bits[order.timeInForce] |
    PREVENTIONS.bits[order.selfTradePrevention];
  if (order.side === 'sell') flags |= SELLS;
  if (order.postOnly) flags |= POST_ONLY;
  if (order.reduceOnly) flags |= REDUCE_ONLY;
  if (order.price !== null) flags |= HAS_PRICE;
  if (order.stopPrice !== null) flags |= HAS_STOP;
  return flags;
}

class RowReader {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  next(): Entry {
    const view = this.#view;
    const start = this.#at;
    const kind = view.getUint8(start);
    const flags = view.getUint16(start + 2, true);
    if (flags > (FLAGS_MAX[kind] ?? flags)) throw new Error(`no row of kind ${kind} has flags ${flags}`);
    if (kind === JSON_ENTRY) return this.#json(view.getUint32(start + 4, true));
    const nameLength = view.getUint8(start + 1);
    const account = view.getUint32(start + 4, true) as AccountIndex;
    const [seq, time] = [view.getFloat64(start + 8, true), view.getFloat64(start + 16, true)];
    this.#at = start + HEAD_BYTES;
    switch (kind) {
      case ORDER:
        return [seq, time, this.#order(account, flags, nameLength)];
      case CANCEL_BY_ID:
        return [seq, time, { type: 'cancel_order', account, order: { orderId: this.#number() as OrderId } }];
      case CANCEL_BY_NAME:
        return [
          seq,
          time,
          { type: 'cancel_order', account, order: { clientOrderId: this.#text(nameLength) } },
        ];
      default:
        throw new Error(`there is no row of kind ${kind}`);
    }
  }

  #order(account: AccountIndex, flags: number, nameLength: number): PlainOrder {
    const instrument = this.#view.getUint32(this.#at, true) as InstrumentIndex;
    this.#at += 4;
    const quantity = this.#number() as QuantityLots;
    const price = (flags & HAS_PRICE) === 0 ? null : (this.#number() as PriceTicks);
    const stopPrice = (flags & HAS_STOP) === 0 ? null : (this.#number() as PriceTicks);
    return {
      type: 'place_order',
      account,
      clientOrderId: this.#text(nameLength),
      instrument,
      side: (flags & SELLS) === 0 ? 'buy' : 'sell',
      orderType: TYPES.wordOf(flags),
      quantity,
      price,
      stopPrice,
      timeInForce: TIMES_IN_FORCE.wordOf(flags),
      postOnly: (flags & POST_ONLY) !== 0,
      reduceOnly: (flags & REDUCE_ONLY) !== 0,
      selfTradePrevention: PREVENTIONS.wordOf(flags),
    };
  }

  #json(length: number): Entry {
    const start = this.#at + SHORT_HEAD_BYTES;
    this.#at = start + length;
    if (this.#at > this.#bytes.length) throw new Error('a row is cut short');
    return fromWritten(JSON.parse(this.#bytes.toString('utf8', start, this.#at)) as WrittenEntry);
  }

  #number(): number {
    const number = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return number;
  }

  #text(length: number): string {
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new Error('a row is cut short');
    return this.#bytes.toString('latin1', start, this.#at);
  }
}

/** Words in two bits of the flags. @param shift the lower bit's place @param all in the order of their numbers */
function words<Word extends string>(shift: number, all: readonly Word[]) {
  const bits = Object.fromEntries(all.map((word, index) => [word, index << shift])) as Record<Word, number>;
  return {
    bits,
    wordOf(flags: number): Word {
      const word = all[(flags >>> shift) & 3];
      if (word === undefined) throw new Error(`no order has flags ${flags}`);
      return word;
    },
  };
}
