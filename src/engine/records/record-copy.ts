/**
 * A copy of all order records as they are between two commands, made in parts while the exchange works.
 *
 * Records are copied in blocks (record-pages.ts). Each block is copied once: when `next` comes to it, or before that
 * when one of its records is about to change. So the parts together show the moment at which the copy began, whatever
 * happens meanwhile. A part contains its blocks in the order in which they were copied.
 */
import type { OrderMemory, RareTerms } from './order-memory.ts';
import { BLOCK_BYTES, BLOCK_RECORDS, blockOf } from './record-pages.ts';

/** Number of blocks in a part: 4,096 records, which are copied in about 0.1 ms. */
const PART_BLOCKS = 64;

/** What a record does not contain, by the number of the record. */
type Further<Value> = readonly (readonly [record: number, value: Value])[];

export interface RecordPart {
  /** Numbers of the blocks. */
  readonly blocks: readonly number[];
  /**
   * Their memory, one after the other, which a thread can share. A transfer would take it from this thread, and after the
   * first transfer of a process V8 checks at each look at any memory whether it is still there: an order took 1.07 times
   * as long.
   */
  readonly bytes: Uint8Array<SharedArrayBuffer>;
  readonly names: Further<string>;
  readonly rareTerms: Further<Readonly<RareTerms>>;
}

export class RecordCopy {
  /** Account and instrument of each position, by its number. */
  readonly positions: Int32Array<ArrayBuffer>;
  readonly #memory: OrderMemory;
  /** 1 for each block that has been copied. */
  readonly #isCopied: Uint8Array;
  /** All blocks below this one have been copied. */
  #swept = 0;
  #part = new GrowingPart();
  readonly #full: RecordPart[] = [];

  constructor(memory: OrderMemory) {
    this.#memory = memory;
    this.#isCopied = new Uint8Array(memory.pages.blocks);
    this.positions = keysOf(memory);
  }

  /** Copies the block of a record that is about to change. */
  save(record: number): void {
    const block = blockOf(record);
    if (this.#isCopied[block] === 0) this.#copy(block);
  }

  /** @returns the next part; null: there are no more */
  next(): RecordPart | null {
    for (; this.#full.length === 0 && this.#swept < this.#isCopied.length; this.#swept += 1)
      if (this.#isCopied[this.#swept] === 0) this.#copy(this.#swept);
    const full = this.#full.shift();
    if (full !== undefined) return full;
    return this.#part.blocks.length === 0 ? null : this.#finishPart();
  }

  #copy(block: number): void {
    this.#isCopied[block] = 1;
    const { pages, names, rareTerms } = this.#memory;
    this.#part.add(block, pages.block(block));
    if (names.others.size > 0 || rareTerms.size > 0) this.#copyFurther(block);
    if (this.#part.blocks.length === PART_BLOCKS) this.#full.push(this.#finishPart());
  }

  #copyFurther(block: number): void {
    const { names, rareTerms } = this.#memory;
    const from = block * BLOCK_RECORDS;
    for (let record = from; record < from + BLOCK_RECORDS; record += 1) {
      const [name, terms] = [names.others.get(record), rareTerms.get(record)];
      if (name !== undefined) this.#part.names.push([record, name]);
      if (terms !== undefined) this.#part.rareTerms.push([record, { ...terms }]);
    }
  }

  #finishPart(): RecordPart {
    const part = this.#part;
    this.#part = new GrowingPart();
    return part.finish();
  }
}

function keysOf({ positions }: OrderMemory): Int32Array<ArrayBuffer> {
  const keys = new Int32Array(2 * positions.length);
  for (const [number, position] of positions.entries()) {
    if (position === undefined) continue;
    keys[2 * number] = position.account.index;
    keys[2 * number + 1] = position.market.spec.index;
  }
  return keys;
}

class GrowingPart {
  readonly blocks: number[] = [];
  readonly names: (readonly [number, string])[] = [];
  readonly rareTerms: (readonly [number, Readonly<RareTerms>])[] = [];
  readonly #bytes = new Uint8Array(new SharedArrayBuffer(PART_BLOCKS * BLOCK_BYTES));

  add(block: number, bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.blocks.length * BLOCK_BYTES);
    this.blocks.push(block);
  }

  finish(): RecordPart {
    const { blocks, names, rareTerms } = this;
    return { blocks, bytes: this.#bytes, names, rareTerms };
  }
}
