/**
 * The cells of a price window that hold orders. It is a ring of bits, and counting zeros finds the next one that is
 * set.
 */
import { lowestBit } from './bits.ts';

const WORD_BITS = 32;

export class CellSet {
  readonly #words: Int32Array;

  /** @param cells number of cells, a power of two and at least 32 */
  constructor(cells: number) {
    this.#words = new Int32Array(cells / WORD_BITS);
  }

  get bytes(): number {
    return this.#words.byteLength;
  }

  add(cell: number): void {
    this.#words[cell >> 5] = this.#word(cell >> 5) | (1 << (cell & 31));
  }

  delete(cell: number): void {
    this.#words[cell >> 5] = this.#word(cell >> 5) & ~(1 << (cell & 31));
  }

  /** First cell in the set from this one on, around the ring. -1: the set is empty. */
  from(cell: number): number {
    return this.#search(cell >> 5, -1 << (cell & 31));
  }

  /** First cell in the set after this one, or the cell itself if it is the only one. -1: the set is empty. */
  after(cell: number): number {
    return this.#search(cell >> 5, -2 << (cell & 31));
  }

  /** @param mask bits of the first word to consider; after all others, the whole first word follows */
  #search(first: number, mask: number): number {
    const words = this.#words;
    const here = (words[first] as number) & mask;
    if (here !== 0) return first * WORD_BITS + lowestBit(here);
    for (let step = 1; step <= words.length; step += 1) {
      const at = (first + step) & (words.length - 1);
      const word = words[at] as number;
      if (word !== 0) return at * WORD_BITS + lowestBit(word);
    }
    return -1;
  }

  #word(at: number): number {
    return this.#words[at] as number;
  }
}
