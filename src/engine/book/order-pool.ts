/**
 * The resting orders of one book, in one block of memory, which costs the garbage collector nothing. Each order has a
 * record of 32 bytes, of which the last 4 are unused. So a shift finds the record, and it lies in one cache line. A slot
 * is the number of such a record, and 0 means no order. Slots of ended orders are reused.
 *
 * As 32-bit integers: 0 previous, 1 next (slots of the same queue), 2 its level, 3 owner × 4 + flags, 6 tag. As a
 * double: 2 open lots. A free slot has 0 open lots. Slot 0 may be written to, as the neighbour of the first and the last
 * order of a queue. The code below contains these indices as numbers, for the same reason as in level-pool.ts.
 */
const SLOTS_AT_FIRST = 256;

/** Flags of an order. */
export const IS_REDUCE_ONLY = 1;
export const IS_LINKED = 2;

export class OrderPool {
  #integers = new Int32Array(SLOTS_AT_FIRST * 8);
  #doubles = new Float64Array(this.#integers.buffer);
  /** First free slot. `next` links the others. 0: there is none. */
  #free = 0;
  /** The first slot that has never been used. */
  #fresh = 1;

  get bytes(): number {
    return this.#integers.byteLength;
  }

  /** @returns a slot for a new order, which `write` must fill */
  take(): number {
    const slot = this.#free || this.#takeFresh();
    this.#free = this.next(slot);
    return slot;
  }

  /** Writes an order at the back of a queue. @param previous order before it; 0: there is none */
  write(slot: number, previous: number, level: number, ownerAndFlags: number, open: number): void {
    const integers = this.#integers;
    const at = slot << 3;
    integers[at] = previous;
    integers[at | 1] = 0;
    integers[at | 2] = level;
    integers[at | 3] = ownerAndFlags;
    this.#doubles[(slot << 2) | 2] = open;
  }

  /** Frees a slot, which then holds no lots. */
  free(slot: number): void {
    this.setOpen(slot, 0);
    this.#integers[(slot << 3) | 1] = this.#free;
    this.#free = slot;
  }

  previous(slot: number): number {
    return this.#integers[slot << 3] as number;
  }

  next(slot: number): number {
    return this.#integers[(slot << 3) | 1] as number;
  }

  setPrevious(slot: number, previous: number): void {
    this.#integers[slot << 3] = previous;
  }

  setNext(slot: number, next: number): void {
    this.#integers[(slot << 3) | 1] = next;
  }

  level(slot: number): number {
    return this.#integers[(slot << 3) | 2] as number;
  }

  owner(slot: number): number {
    return (this.#integers[(slot << 3) | 3] as number) >> 2;
  }

  flags(slot: number): number {
    return (this.#integers[(slot << 3) | 3] as number) & 3;
  }

  setFlag(slot: number, flag: number): void {
    this.#integers[(slot << 3) | 3] = (this.#integers[(slot << 3) | 3] as number) | flag;
  }

  open(slot: number): number {
    return this.#doubles[(slot << 2) | 2] as number;
  }

  setOpen(slot: number, lots: number): void {
    this.#doubles[(slot << 2) | 2] = lots;
  }

  /** A number that the user of the book keeps in a slot, also while no order rests there. 0 at first. */
  tag(slot: number): number {
    return this.#integers[(slot << 3) | 6] as number;
  }

  setTag(slot: number, tag: number): void {
    this.#integers[(slot << 3) | 6] = tag;
  }

  #takeFresh(): number {
    if (this.#fresh * 8 === this.#integers.length) this.#grow();
    return this.#fresh++;
  }

  #grow(): void {
    const grown = new Int32Array(this.#integers.length * 2);
    grown.set(this.#integers);
    this.#integers = grown;
    this.#doubles = new Float64Array(grown.buffer);
  }
}
