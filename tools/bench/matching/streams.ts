/**
 * Five streams of messages for an order book alone: new orders around a mid price, orders that are immediate or cancelled,
 * two cancels for three new orders, and orders that are cancelled and reinserted at another price. They differ in how the
 * mid price moves. A message may name an order that has traded; every book ignores it.
 */
import { seededRandom, type Random } from '../random.ts';

export const NEW = 0;
export const IOC = 1;
export const CANCEL = 2;
/** Cancels an order, and inserts it again with the message's price and lots. */
export const REINSERT = 3;

/** Messages as arrays of numbers, with one place for each message. */
export interface Messages {
  readonly name: string;
  readonly count: number;
  readonly kind: Uint8Array;
  /** Number of the order, from 1. */
  readonly id: Int32Array;
  /** 0: buy, 1: sell. */
  readonly side: Uint8Array;
  readonly price: Int32Array;
  readonly lots: Int32Array;
}

const MID = 32_768;
const AWAY_TICKS = 50;
const CROSSING_TICKS = 4;
const LOTS_MAX = 100;
const CROSSING_PERCENT = 7;
const IOC_PERCENT = 4;
const REINSERT_PERCENT = 15;
const RESTING_MAX = 8_000;
const SWING_MESSAGES = 20_000;
const CRASH_MESSAGES = 4_000;
const CRASH_TICKS = 400;

/** An order that may still rest. */
interface Placed {
  readonly id: number;
  readonly side: number;
}

/** Computes the mid price at a message. */
type Path = (message: number, before: number, random: Random) => number;

const PATHS: Readonly<Record<string, (count: number) => Path>> = {
  normal: () => (_message, before, random) => before + (random(20) === 0 ? random(3) - 1 : 0),
  static: () => () => MID,
  'swing 25': () => swing(25),
  'swing 40': () => swing(40),
  'flash crash': (count) => (message) => {
    const since = Math.abs(message - Math.floor(count / 2)) / CRASH_MESSAGES;
    return MID - Math.round(CRASH_TICKS * Math.max(0, 1 - since));
  },
};

function swing(ticks: number): Path {
  return (message) => MID + Math.round(ticks * Math.sin((2 * Math.PI * message) / SWING_MESSAGES));
}

export function messageStreams(seed: number, count: number): readonly Messages[] {
  return Object.entries(PATHS).map(([name, path]) => messages(name, count, path(count), seededRandom(seed)));
}

function messages(name: string, count: number, path: Path, random: Random): Messages {
  const stream: Messages = {
    name,
    count,
    kind: new Uint8Array(count),
    id: new Int32Array(count),
    side: new Uint8Array(count),
    price: new Int32Array(count),
    lots: new Int32Array(count),
  };
  const placed: Placed[] = [];
  let [mid, nextId] = [MID, 1];
  for (let message = 0; message < count; message += 1) {
    mid = path(message, mid, random);
    const drawn = random(100);
    const mayCancel = placed.length > 1_000;
    const isFull = placed.length >= RESTING_MAX;
    const isReinsert = mayCancel && drawn < REINSERT_PERCENT;
    const isCancel = mayCancel && !isReinsert && (isFull || random(5) < 2);
    const place = isReinsert || isCancel ? random(placed.length) : placed.length;
    const order = placed[place] ?? { id: nextId, side: random(2) };
    const isNew = place === placed.length;
    const isIoc = isNew && random(100) < IOC_PERCENT;
    if (isNew) nextId += 1;
    if (isNew && !isIoc) placed.push(order);
    if (isCancel) removeAt(placed, place);
    stream.kind[message] = isCancel ? CANCEL : isReinsert ? REINSERT : isIoc ? IOC : NEW;
    stream.id[message] = order.id;
    stream.side[message] = order.side;
    stream.price[message] = priceOf(mid, order.side, isIoc || random(100) < CROSSING_PERCENT, random);
    stream.lots[message] = 1 + random(LOTS_MAX);
  }
  return stream;
}

function priceOf(mid: number, side: number, isCrossing: boolean, random: Random): number {
  const away = isCrossing ? -random(CROSSING_TICKS) : 1 + random(AWAY_TICKS);
  return side === 0 ? mid - away : mid + away;
}

/** Removes an order. The last one takes its place. */
function removeAt(placed: Placed[], place: number): void {
  const last = placed.pop();
  if (last !== undefined && place < placed.length) placed[place] = last;
}
