/**
 * Writes a stream, carries it out on the reference book at once, and records the results that every engine must reach.
 * Threads can share the arrays.
 */
import type { Random } from './random.ts';
import { ReferenceBook } from './reference-book.ts';
import { ADD, CANCEL, MARKET, type Checkpoint, type Stream } from './stream.ts';

/** Number of operations between two checks of all engines. */
export const CHECK_EVERY = 10_000;

/**
 * Number of accounts whose orders rest, and of accounts that only take. No order ever meets an order of the same
 * account.
 */
const MAKERS = 120;
const TAKERS = 8;

export class StreamWriter {
  readonly book: ReferenceBook;
  /** Operation that is written next. */
  at = 0;
  readonly #random: Random;
  readonly #kind: Uint8Array;
  readonly #side: Uint8Array;
  readonly #price: Int32Array;
  readonly #lots: Int32Array;
  readonly #target: Int32Array;
  readonly #account: Int32Array;
  readonly #checkpoints: Checkpoint[] = [];
  readonly #kinds = [0, 0, 0];
  readonly #seen = { restingMin: Infinity, restingMax: 0, levelsMin: Infinity, levelsMax: 0 };
  #preload = 0;

  constructor(count: number, random: Random) {
    this.book = new ReferenceBook(count);
    this.#random = random;
    this.#kind = new Uint8Array(new SharedArrayBuffer(count));
    this.#side = new Uint8Array(new SharedArrayBuffer(count));
    this.#price = new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
    this.#lots = new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
    this.#target = new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
    this.#account = new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
  }

  add(side: number, price: number, lots: number): void {
    this.book.add(this.at, side, price, lots);
    this.#price[this.at] = price;
    // The makers take turns, so that none comes near the limit of orders per account.
    this.#write(ADD, side, lots, this.at % MAKERS);
  }

  cancel(order: number): void {
    this.book.cancel(order);
    this.#target[this.at] = order;
    this.#write(CANCEL, this.#side[order] as number, 0, this.#account[order] as number);
  }

  market(side: number, lots: number): void {
    this.book.market(side, lots);
    this.#write(MARKET, side, lots, MAKERS + this.#random(TAKERS));
  }

  /** Marks the end of the preload. The operations from here on are timed. */
  endPreload(): void {
    this.#preload = this.at;
    this.#kinds.fill(0);
    this.#check();
  }

  finish(name: string): Stream {
    if (this.#checkpoints.at(-1)?.at !== this.at) this.#check();
    const [adds, cancels, markets] = this.#kinds as [number, number, number];
    return {
      name,
      count: this.at,
      preload: this.#preload,
      kind: this.#kind,
      side: this.#side,
      price: this.#price,
      lots: this.#lots,
      target: this.#target,
      account: this.#account,
      accounts: MAKERS + TAKERS,
      checkpoints: this.#checkpoints,
      facts: { adds, cancels, markets, ...this.#seen },
    };
  }

  #write(kind: number, side: number, lots: number, account: number): void {
    this.#kind[this.at] = kind;
    this.#side[this.at] = side;
    this.#lots[this.at] = lots;
    this.#account[this.at] = account;
    this.#kinds[kind] = (this.#kinds[kind] as number) + 1;
    this.at += 1;
    if (this.#preload === 0) return;
    this.#look();
    if ((this.at - this.#preload) % CHECK_EVERY === 0) this.#check();
  }

  #look(): void {
    const { resting, levels } = this.book;
    const seen = this.#seen;
    if (resting < seen.restingMin) seen.restingMin = resting;
    if (resting > seen.restingMax) seen.restingMax = resting;
    if (levels < seen.levelsMin) seen.levelsMin = levels;
    if (levels > seen.levelsMax) seen.levelsMax = levels;
  }

  #check(): void {
    this.#checkpoints.push({ at: this.at, ...this.book.outcome() });
  }
}
