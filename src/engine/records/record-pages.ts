/** The memory of order records: pages of typed arrays, so that growth copies none of the earlier pages. */
import { NAME_BYTES } from './order-names.ts';

/**
 * A record is 11 doubles, or 22 integers of 32 bits in the same place. Its first 5 doubles are the numbers that may
 * exceed 32 bits.
 */
const DOUBLES = 11;
export const [ID, PRICE, OPEN, LOSS_TICKS, PRIORITY] = [0, 1, 2, 3, 4] as const;
/**
 * The others are integers: terms and flags; slot in the book, or the next free record; number of the object in use; keys
 * of both kinds; number of the position, 0 in a free record.
 */
const INTEGERS = 2 * DOUBLES;
export const [FLAGS, SLOT, OBJECT, KEYS, POSITION] = [10, 11, 12, 13, 15] as const;
/** The rest of the record is the name. */
const BYTES = 8 * DOUBLES;
const NAME = BYTES - NAME_BYTES;
/** What was published of an order: quantity, price, priority. */
const REPORTED_FIELDS = 3;

/** A block is what is copied at once (record-copy.ts). It never lies in two pages. */
const BLOCK_BITS = 6;
export const BLOCK_RECORDS = 1 << BLOCK_BITS;
export const BLOCK_BYTES = BLOCK_RECORDS * BYTES;

/** Only the first page begins smaller. */
const PAGE_BITS = 12;
const PAGE_RECORDS = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_RECORDS - 1;
const RECORDS_AT_FIRST = BLOCK_RECORDS;

interface Page {
  /** The same memory three times. */
  readonly doubles: Float64Array;
  readonly integers: Int32Array;
  readonly bytes: Uint8Array;
  /** Null: single orders are not published. */
  readonly reported: Float64Array | null;
}

export class RecordPages {
  readonly #publishesOrders: boolean;
  readonly #pages: Page[];
  #capacity = RECORDS_AT_FIRST;
  /** The first record that has never been used. */
  #fresh = 1;

  constructor(publishesOrders: boolean) {
    this.#publishesOrders = publishesOrders;
    this.#pages = [newPage(RECORDS_AT_FIRST, publishesOrders)];
  }

  /** Page of a record. The functions below find its fields there. */
  of(record: number): Page {
    return this.#pages[record >>> PAGE_BITS] as Page;
  }

  integer(record: number, field: number): number {
    return this.of(record).integers[integersAt(record) + field] as number;
  }

  setInteger(record: number, field: number, number: number): void {
    this.of(record).integers[integersAt(record) + field] = number;
  }

  /** @returns the number of a record that has never been used, all zeros */
  takeFresh(): number {
    if (this.#fresh === this.#capacity) this.#grow();
    return this.#fresh++;
  }

  /** All records that have been used are below this one. */
  get end(): number {
    return this.#fresh;
  }

  /** Number of blocks with records that have been used. */
  get blocks(): number {
    return blockOf(this.#fresh - 1) + 1;
  }

  /** The memory of a block, until the next growth. */
  block(number: number): Uint8Array {
    const record = number * BLOCK_RECORDS;
    const at = (record & PAGE_MASK) * BYTES;
    return this.of(record).bytes.subarray(at, at + BLOCK_BYTES);
  }

  /** Writes a block that was copied elsewhere. */
  restoreBlock(number: number, bytes: Uint8Array): void {
    const end = (number + 1) * BLOCK_RECORDS;
    while (this.#capacity < end) this.#grow();
    this.#fresh = Math.max(this.#fresh, end);
    this.block(number).set(bytes);
  }

  #grow(): void {
    if (this.#capacity >= PAGE_RECORDS) {
      this.#pages.push(newPage(PAGE_RECORDS, this.#publishesOrders));
      this.#capacity += PAGE_RECORDS;
      return;
    }
    this.#capacity *= 2;
    const [first, grown] = [this.of(0), newPage(this.#capacity, this.#publishesOrders)];
    grown.bytes.set(first.bytes);
    if (first.reported !== null) grown.reported?.set(first.reported);
    this.#pages[0] = grown;
  }
}

function newPage(records: number, publishesOrders: boolean): Page {
  const doubles = new Float64Array(records * DOUBLES);
  return {
    doubles,
    integers: new Int32Array(doubles.buffer),
    bytes: new Uint8Array(doubles.buffer),
    reported: publishesOrders ? new Float64Array(records * REPORTED_FIELDS) : null,
  };
}

export function blockOf(record: number): number {
  return record >>> BLOCK_BITS;
}

/** Index of a record's first double in its page. */
export function doublesAt(record: number): number {
  return (record & PAGE_MASK) * DOUBLES;
}

/** Index of a record's first integer in its page. */
export function integersAt(record: number): number {
  return (record & PAGE_MASK) * INTEGERS;
}

/** Index of a record's name in the bytes of its page. */
export function nameAt(record: number): number {
  return (record & PAGE_MASK) * BYTES + NAME;
}

/** Index of what was published of an order. */
export function reportedAt(record: number): number {
  return (record & PAGE_MASK) * REPORTED_FIELDS;
}
