/**
 * A recorded NASDAQ session in the format of LOBSTER (https://lobsterdata.com): a file of messages, one of the best bid
 * and ask after each message, and one of all levels, whose first row is the book at the beginning.
 *
 * Messages are: time, type (1 new order, 2 partial cancel, 3 delete, 4 execution, 5 execution of a hidden order, 7 halt),
 * order id, size, price × 10,000, direction (1: the resting order buys). Executions with the same time and direction
 * are one aggressive order.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LEVELS, type AggressiveOrder, type Quote, type Tape } from './tape.ts';

const PRICE_SCALE = 10_000;
const [NEW, PARTIAL_CANCEL, DELETE, EXECUTION] = [1, 2, 3, 4];

interface Message {
  readonly time: number;
  readonly type: number;
  readonly size: number;
  readonly price: number;
  /** True when the resting order is a bid. */
  readonly isBid: boolean;
}

/** Quantity by price. */
type Side = Map<number, number>;

/** @param folder folder with one file each whose name contains `message`, `top_of_book` and `orderbook` */
export function readLobster(folder: string, names: LobsterFiles): Tape {
  const messages = rows(join(folder, names.messages)).map(messageOf);
  const tops = rows(join(folder, names.top));
  const [first] = rows(join(folder, names.book));
  if (first === undefined || messages.length === 0 || tops.length < messages.length) {
    throw new Error(`${folder}: the files do not belong together, or are empty.`);
  }
  return record(messages, tops, bookOf(first));
}

export interface LobsterFiles {
  readonly messages: string;
  readonly top: string;
  readonly book: string;
}

/** @throws Error when a file is missing */
export function lobsterFiles(names: readonly string[]): LobsterFiles {
  const find = (part: string): string => {
    const found = names.find((name) => name.includes(part) && name.endsWith('.csv'));
    if (found === undefined) throw new Error(`There is no file *${part}*.csv.`);
    return found;
  };
  return { messages: find('message'), top: find('top_of_book'), book: find('orderbook') };
}

function record(messages: readonly Message[], tops: readonly number[][], book: readonly [Side, Side]): Tape {
  const tape = {
    quotes: [] as Quote[],
    orders: [] as Growing[],
    fills: [] as Fill[],
    books: [] as number[][],
  };
  let [seconds, nextLook, newest] = [0, (messages[0] as Message).time + 1, ''];
  for (const [index, message] of messages.entries()) {
    const { time, type, size, price, isBid } = message;
    const [ask = 0, , bid = 0] = tops[index] as number[];
    // The given book is the one after the first message.
    if (index > 0) change(book[isBid ? 1 : 0], message);
    const last = tape.quotes.at(-1);
    if (last?.bid !== bid || last.ask !== ask) tape.quotes.push({ time, bid, ask });
    if (type === EXECUTION) {
      const order = `${time} ${isBid}`;
      if (order === newest) (tape.orders.at(-1) as Growing).size += size;
      else tape.orders.push({ time, sign: isBid ? -1 : 1, size });
      newest = order;
      tape.fills.push({ time, price });
    }
    if (time < nextLook) continue;
    nextLook += 1;
    seconds += 1;
    tape.books.push(...topOf(book, bid, ask));
  }
  return { ...scaled(tape), seconds, oneSidedSeconds: 0 };
}

type Growing = AggressiveOrder & { size: number };
type Fill = Tape['fills'][number];

function scaled<Recorded extends Pick<Tape, 'quotes' | 'fills'>>(tape: Recorded): Recorded {
  return {
    ...tape,
    quotes: tape.quotes.map(({ time, bid, ask }) => ({
      time,
      bid: bid / PRICE_SCALE,
      ask: ask / PRICE_SCALE,
    })),
    fills: tape.fills.map(({ time, price }) => ({ time, price: price / PRICE_SCALE })),
  };
}

function change(side: Side, { type, size, price }: Message): void {
  const rest = side.get(price) ?? 0;
  if (type === NEW) side.set(price, rest + size);
  else if (type === PARTIAL_CANCEL || type === DELETE || type === EXECUTION) {
    if (rest > size) side.set(price, rest - size);
    else side.delete(price);
  }
}

/** Levels of the book from the touch on. Levels that the files left beyond the touch do not count. */
function topOf([asks, bids]: readonly [Side, Side], bid: number, ask: number): number[][] {
  const ascending = [...asks].filter(([price]) => price >= ask).toSorted(([one], [other]) => one - other);
  const descending = [...bids].filter(([price]) => price <= bid).toSorted(([one], [other]) => other - one);
  return [ascending, descending].map((side) => side.slice(0, LEVELS).map(([, quantity]) => quantity));
}

/** Asks and bids of a row of the form ask, size, bid, size, … */
function bookOf(row: readonly number[]): [Side, Side] {
  const book: [Side, Side] = [new Map(), new Map()];
  for (let index = 0; index + 3 < row.length; index += 4) {
    const [ask = 0, askSize = 0, bid = 0, bidSize = 0] = row.slice(index, index + 4);
    if (askSize > 0) book[0].set(ask, askSize);
    if (bidSize > 0) book[1].set(bid, bidSize);
  }
  return book;
}

function messageOf([time = 0, type = 0, , size = 0, price = 0, direction = 0]: readonly number[]): Message {
  return { time, type, size, price, isBid: direction > 0 };
}

function rows(path: string): number[][] {
  const text = readFileSync(path, 'utf8').trim();
  return text === '' ? [] : text.split('\n').map((line) => line.split(',').map(Number));
}
