/**
 * The resting orders of one book, in one block of memory: 32 bytes each, one cache line at most, and nothing for the
 * garbage collector. A slot is the number of such a record; 0 is no order. Slots of ended orders are reused.
 *
 * As 32-bit integers: 0 previous, 1 next (slots of the same queue), 2 owner, 3 flags. As doubles: 2 open lots, 3 price in
 * ticks. Open lots of a free slot: 0. Slot 0 may be written to, as the neighbour of the first and the last of a queue.
 */
const SLOTS_AT_FIRST = 256;

/** Flags. */
export const IS_SELL = 1;
export const IS_REDUCE_ONLY = 2;
export const IS_LINKED = 4;

export class OrderPool {
  #integers = new Int32Array(SLOTS_AT_FIRST * 8);
  #doubles = new Float64Array(this.#integers.buffer);
  /** Free slots, linked by NEXT. */
  #free = 0;
  /** Slots from here on have never been used. */
  #fresh = 1;

  get bytes(): number {
    return this.#integers.byteLength;
  }

  /** @param previous the order before it in its queue; 0: there is none */
  allocate(price: number, previous: number, owner: number, open: number, flags: number): number {
    const slot = this.#free === 0 ? this.#takeFresh() : this.#takeFree();
    const integers = this.#integers;
    const at = slot << 3;
    integers[at] = previous;
    integers[at | 1] = 0;
    integers[at | 2] = owner;
    integers[at | 3] = flags;
    const doubles = this.#doubles;
    doubles[(slot << 2) | 2] = open;
    doubles[(slot << 2) | 3] = price;
    return slot;
  }

  /** The slot holds no lots from now on. */
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

  owner(slot: number): number {
    return this.#integers[(slot << 3) | 2] as number;
  }

  flags(slot: number): number {
    return this.#integers[(slot << 3) | 3] as number;
  }

  setFlag(slot: number, flag: number): void {
    this.#integers[(slot << 3) | 3] = this.flags(slot) | flag;
  }

  open(slot: number): number {
    return this.#doubles[(slot << 2) | 2] as number;
  }

  isSell(slot: number): boolean {
    return (this.flags(slot) & 1) !== 0;
  }

  price(slot: number): number {
    return this.#doubles[(slot << 2) | 3] as number;
  }

  setOpen(slot: number, lots: number): void {
    this.#doubles[(slot << 2) | 2] = lots;
  }

  #takeFree(): number {
    const slot = this.#free;
    this.#free = this.next(slot);
    return slot;
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
