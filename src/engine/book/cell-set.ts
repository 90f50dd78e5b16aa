/** The cells of a price window that hold orders: a ring of bits, in which counting zeros finds the next one. */
const WORD_BITS = 32;

export class CellSet {
  readonly #words: Int32Array;

  /** @param cells a power of two, at least 32 */
  constructor(cells: number) {
    this.#words = new Int32Array(cells / WORD_BITS);
  }

  get bytes(): number {
    return this.#words.byteLength;
  }

  has(cell: number): boolean {
    return (this.#word(cell >> 5) & (1 << (cell & 31))) !== 0;
  }

  add(cell: number): void {
    this.#words[cell >> 5] = this.#word(cell >> 5) | (1 << (cell & 31));
  }

  delete(cell: number): void {
    this.#words[cell >> 5] = this.#word(cell >> 5) & ~(1 << (cell & 31));
  }

  /** The first one from this cell on, around the ring; -1: there is none. */
  from(cell: number): number {
    return this.#search(cell >> 5, -1 << (cell & 31));
  }

  /** The first one after this cell; the cell itself, if it is the only one; -1: there is none. */
  after(cell: number): number {
    return this.#search(cell >> 5, -2 << (cell & 31));
  }

  /** @param mask of the first word's bits; the last word is the first one again, with all of them */
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

function lowestBit(mask: number): number {
  return 31 - Math.clz32(mask & -mask);
}
