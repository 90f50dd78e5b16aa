/**
 * The streams:
 *
 * W1: 45 % adds within 50 ticks of the touch, 45 % cancels of a random live order, 10 % market orders. 5,000 to 10,000
 * orders rest. W2: the same with 200,000 orders on 5,000 levels, at first 40 on each; they gather at the touch. W2
 * spread: adds are spread over 2,500 ticks, so 40 orders rest on each level to the end. Market orders sometimes remove
 * a resting order, so the shares of adds and cancels adapt by about a point and the number of resting orders stays
 * constant.
 *
 * far: W1 with every hundredth add a million ticks away. drift: a book that moves up one tick at a time for a day.
 */
import { seededRandom, type Random } from './random.ts';
import { BUY, SELL, shares, type Stream } from './stream.ts';
import { StreamWriter } from './stream-writer.ts';

const START_PRICE = 1_500_000;
const RESTING_LOTS_MAX = 100;
/** Largest sizes of market orders: most are small, and a few are large enough for several resting orders. */
const MARKET_LOTS_MAX = 10;
const SWEEP_LOTS_MAX = 200;
const SWEEPS_ONE_IN = 20;
const FAR_TICKS = 1_000_000;
const FAR_ONE_IN = 100;
/** How strongly the number of resting orders is pulled back to its target. */
const PULL = 0.5;
const SHARE_TOLERANCE = 0.015;
const DRIFT_LEVELS = 500;

const SHALLOW = { resting: 7500, ticksFilled: 50, ticks: 50, hasFarPrices: false };
const DEEP = { resting: 200_000, ticksFilled: 2500, hasFarPrices: false };

interface Mix {
  readonly name: string;
  readonly operations: number;
  readonly resting: number;
  /** Distance from the touch, in ticks, within which the resting orders lie at first. */
  readonly ticksFilled: number;
  /** Distance from the touch, in ticks, within which adds lie. */
  readonly ticks: number;
  readonly hasFarPrices: boolean;
}

export function w1(seed: number, operations: number): Stream {
  const stream = mixed(seed, { ...SHALLOW, name: 'W1', operations });
  require(stream, 'restingMin', 5000, 10_000);
  require(stream, 'restingMax', 5000, 10_000);
  return stream;
}

export function w2(seed: number, operations: number): Stream {
  return requireDeep(mixed(seed, { ...DEEP, name: 'W2', operations, ticks: 50 }));
}

export function w2Spread(seed: number, operations: number): Stream {
  return requireDeep(mixed(seed, { ...DEEP, name: 'W2 spread', operations, ticks: 2500 }));
}

function requireDeep(stream: Stream): Stream {
  require(stream, 'restingMin', 195_000, 205_000);
  require(stream, 'levelsMin', 4500, 5500);
  return stream;
}

export function far(seed: number, operations: number): Stream {
  return mixed(seed, { ...SHALLOW, name: 'far', operations, hasFarPrices: true });
}

export function drift(seed: number, operations: number): Stream {
  const random = seededRandom(seed);
  const writer = new StreamWriter(operations + 2 * DRIFT_LEVELS, random);
  for (let away = 1; away <= DRIFT_LEVELS; away += 1) {
    writer.add(BUY, START_PRICE - away, 10);
    writer.add(SELL, START_PRICE + away, 10);
  }
  writer.endPreload();
  const end = writer.at + operations;
  for (let centre = START_PRICE; writer.at + 5 <= end; centre += 1) moveUp(writer, centre, random);
  return writer.finish('drift');
}

/** Removes the lowest price of each side and adds a new highest one. A few orders trade. */
function moveUp(writer: StreamWriter, centre: number, random: Random): void {
  const { book } = writer;
  writer.market(random(2), 1);
  writer.cancel(book.firstAt(centre + 1));
  writer.cancel(book.firstAt(centre - DRIFT_LEVELS));
  writer.add(BUY, centre, 10);
  writer.add(SELL, centre + 1 + DRIFT_LEVELS, 10);
}

function mixed(seed: number, mix: Mix): Stream {
  const random = seededRandom(seed);
  const writer = new StreamWriter(mix.operations + mix.resting, random);
  for (let order = 0; order < mix.resting; order += 1) {
    const away = 1 + ((order >> 1) % mix.ticksFilled);
    writer.add(order & 1, order & 1 ? START_PRICE + away : START_PRICE - away, restingLots(random));
  }
  writer.endPreload();
  for (let left = mix.operations; left > 0; left -= 1) writeAny(writer, mix, random);
  const stream = writer.finish(mix.name);
  requireShares(stream);
  return stream;
}

function writeAny(writer: StreamWriter, mix: Mix, random: Random): void {
  const { book } = writer;
  const drawn = random(1_000_000) / 1_000_000;
  if (drawn >= 0.9) return writer.market(random(2), marketLots(random));
  const addShare = 0.45 + PULL * (1 - book.resting / mix.resting);
  const order = drawn < addShare ? null : book.randomLive(random);
  if (order === null || book.isLastOfItsSide(order)) addOne(writer, mix, random);
  else writer.cancel(order);
}

function addOne(writer: StreamWriter, mix: Mix, random: Random): void {
  const side = random(2);
  const { bestBid, bestAsk } = writer.book;
  const isFar = mix.hasFarPrices && random(FAR_ONE_IN) === 0;
  const away = 1 + random(mix.ticks) + (isFar ? FAR_TICKS : 0);
  writer.add(side, side === BUY ? bestAsk - away : bestBid + away, restingLots(random));
}

function restingLots(random: Random): number {
  return 1 + random(RESTING_LOTS_MAX);
}

function marketLots(random: Random): number {
  return 1 + random(random(SWEEPS_ONE_IN) === 0 ? SWEEP_LOTS_MAX : MARKET_LOTS_MAX);
}

function requireShares(stream: Stream): void {
  const [adds, cancels, markets] = shares(stream.facts);
  const isOff = [adds - 0.45, cancels - 0.45, markets - 0.1].some((by) => Math.abs(by) > SHARE_TOLERANCE);
  if (isOff) throw new Error(`${stream.name}: shares are ${adds}, ${cancels}, ${markets}`);
}

function require(stream: Stream, fact: keyof Stream['facts'], low: number, high: number): void {
  const value = stream.facts[fact];
  if (value < low || value > high) {
    throw new Error(`${stream.name}: ${fact} is ${value}, not within ${low} to ${high}`);
  }
}

/** A stream of resting orders only, on 5,000 levels. */
export function resting(seed: number, count: number): Stream {
  return mixed(seed, { ...DEEP, name: 'resting', operations: 0, resting: count, ticks: 2500 });
}
