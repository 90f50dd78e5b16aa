/**
 * The resting orders of one book, in one block of memory: 32 bytes each, one cache line at most, and nothing for the
 * garbage collector. A slot is the number of such a record; 0 is no order. Slots of ended orders are reused.
 *
 * As 32-bit integers: 0 previous, 1 next (slots of the same queue), 2 level, 3 owner, 6 flags. As doubles: 2 open lots.
 */
const INTEGERS = 8;
const DOUBLES = 4;
const [PREVIOUS, NEXT, LEVEL, OWNER, FLAGS] = [0, 1, 2, 3, 6] as const;
const OPEN = 2;

const SLOTS_AT_FIRST = 1024;

/** Flags. */
export const IS_SELL = 1;
export const IS_REDUCE_ONLY = 2;
export const IS_LINKED = 4;

export class OrderPool {
  #integers = new Int32Array(SLOTS_AT_FIRST * INTEGERS);
  #doubles = new Float64Array(this.#integers.buffer);
  /** Free slots, linked by NEXT. */
  #free = 0;
  /** Slots from here on have never been used. */
  #fresh = 1;

  get bytes(): number {
    return this.#integers.byteLength;
  }

  allocate(level: number, owner: number, open: number, flags: number): number {
    const slot = this.#free === 0 ? this.#takeFresh() : this.#takeFree();
    const at = slot * INTEGERS;
    this.#integers[at + PREVIOUS] = 0;
    this.#integers[at + NEXT] = 0;
    this.#integers[at + LEVEL] = level;
    this.#integers[at + OWNER] = owner;
    this.#integers[at + FLAGS] = flags;
    this.#doubles[slot * DOUBLES + OPEN] = open;
    return slot;
  }

  /** Of an order that has no lots left. */
  free(slot: number): void {
    this.#integers[slot * INTEGERS + NEXT] = this.#free;
    this.#free = slot;
  }

  previous(slot: number): number {
    return this.#integers[slot * INTEGERS + PREVIOUS] as number;
  }

  next(slot: number): number {
    return this.#integers[slot * INTEGERS + NEXT] as number;
  }

  level(slot: number): number {
    return this.#integers[slot * INTEGERS + LEVEL] as number;
  }

  owner(slot: number): number {
    return this.#integers[slot * INTEGERS + OWNER] as number;
  }

  flags(slot: number): number {
    return this.#integers[slot * INTEGERS + FLAGS] as number;
  }

  setFlag(slot: number, flag: number): void {
    this.#integers[slot * INTEGERS + FLAGS] = this.flags(slot) | flag;
  }

  open(slot: number): number {
    return this.#doubles[slot * DOUBLES + OPEN] as number;
  }

  setOpen(slot: number, lots: number): void {
    this.#doubles[slot * DOUBLES + OPEN] = lots;
  }

  /** `first` stands right before `second` in a queue; either may be 0. */
  link(first: number, second: number): void {
    if (first !== 0) this.#integers[first * INTEGERS + NEXT] = second;
    if (second !== 0) this.#integers[second * INTEGERS + PREVIOUS] = first;
  }

  #takeFree(): number {
    const slot = this.#free;
    this.#free = this.next(slot);
    return slot;
  }

  #takeFresh(): number {
    if (this.#fresh * INTEGERS === this.#integers.length) this.#grow();
    return this.#fresh++;
  }

  #grow(): void {
    const grown = new Int32Array(this.#integers.length * 2);
    grown.set(this.#integers);
    this.#integers = grown;
    this.#doubles = new Float64Array(grown.buffer);
  }
}
