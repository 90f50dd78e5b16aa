/**
 * A sorted map from a price in ticks to a level: a tree with 32 branches at each node, one node for five bits of the
 * price.
 *
 * Each node has a mask of the branches in use, so counting zeros finds the nearest price on either side. The highest
 * price determines the depth. No operation costs more than two walks of that depth, wherever the prices lie. A single
 * price far from all others costs a few nodes of 132 bytes.
 */
import { highestBit, lowestBit } from './bits.ts';

const DIGIT_BITS = 5;
const FANOUT = 1 << DIGIT_BITS;
const DIGIT_MASK = FANOUT - 1;
/** Number of digits in the low 30 bits, which integer operations can reach. */
const LOW_DIGITS = 6;
const LOW_BITS = LOW_DIGITS * DIGIT_BITS;
const NODES_AT_FIRST = 64;
const ROOT = 1;

export class PriceIndex {
  readonly #depth: number;
  /** Branches of each node: other nodes, or levels at the last digit. */
  #branches = new Int32Array(NODES_AT_FIRST * FANOUT);
  #masks = new Int32Array(NODES_AT_FIRST);
  /** Free nodes, linked by their first branch. */
  #free = 0;
  #fresh = ROOT + 1;
  /** Nodes of the last walk, by digit. */
  readonly #path: Int32Array;

  /** @param priceMax highest price of any lookup */
  constructor(priceMax: number) {
    const bits = Math.floor(Math.log2(Math.max(priceMax, 1))) + 1;
    // A floating-point logarithm may be slightly too small. One more digit costs only one step.
    this.#depth = Math.ceil((bits + 1) / DIGIT_BITS);
    this.#path = new Int32Array(this.#depth);
  }

  get bytes(): number {
    return this.#branches.byteLength + this.#masks.byteLength;
  }

  /** @returns the level, or 0 when there is none */
  get(price: number): number {
    let node = ROOT;
    for (let digit = this.#depth - 1; digit > 0; digit -= 1) {
      node = this.#branch(node, digitOf(price, digit));
      if (node === 0) return 0;
    }
    return this.#branch(node, price & DIGIT_MASK);
  }

  set(price: number, level: number): void {
    let node = ROOT;
    for (let digit = this.#depth - 1; digit > 0; digit -= 1) {
      const branch = digitOf(price, digit);
      let child = this.#branch(node, branch);
      if (child === 0) {
        child = this.#makeNode();
        this.#put(node, branch, child);
      }
      node = child;
    }
    this.#put(node, price & DIGIT_MASK, level);
  }

  delete(price: number): void {
    this.#walk(price);
    for (let digit = 0; digit < this.#depth; digit += 1) {
      const node = this.#path[digit] as number;
      const branch = digitOf(price, digit);
      this.#branches[node * FANOUT + branch] = 0;
      const mask = (this.#masks[node] as number) & ~(1 << branch);
      this.#masks[node] = mask;
      if (mask !== 0 || node === ROOT) return;
      this.#branches[node * FANOUT] = this.#free;
      this.#free = node;
    }
  }

  /** The level of the lowest price above this one, or 0. */
  above(price: number): number {
    for (let digit = this.#walk(price); digit < this.#depth; digit += 1) {
      const node = this.#path[digit] as number;
      const mask = (this.#masks[node] as number) & ~maskUpTo(digitOf(price, digit));
      if (mask !== 0) return this.#lowest(this.#branch(node, lowestBit(mask)), digit);
    }
    return 0;
  }

  /** The level of the highest price below this one, or 0. */
  below(price: number): number {
    for (let digit = this.#walk(price); digit < this.#depth; digit += 1) {
      const node = this.#path[digit] as number;
      const mask = (this.#masks[node] as number) & ((1 << digitOf(price, digit)) - 1);
      if (mask !== 0) return this.#highest(this.#branch(node, highestBit(mask)), digit);
    }
    return 0;
  }

  /** Records the nodes toward the price, as far as they exist. @returns the digit of the last one */
  #walk(price: number): number {
    let node = ROOT;
    let digit = this.#depth - 1;
    this.#path[digit] = node;
    while (digit > 0) {
      node = this.#branch(node, digitOf(price, digit));
      if (node === 0) return digit;
      digit -= 1;
      this.#path[digit] = node;
    }
    return 0;
  }

  /** @param digit digit that led to the node */
  #lowest(child: number, digit: number): number {
    let node = child;
    for (let left = digit; left > 0; left -= 1)
      node = this.#branch(node, lowestBit(this.#masks[node] as number));
    return node;
  }

  #highest(child: number, digit: number): number {
    let node = child;
    for (let left = digit; left > 0; left -= 1)
      node = this.#branch(node, highestBit(this.#masks[node] as number));
    return node;
  }

  #branch(node: number, branch: number): number {
    return this.#branches[node * FANOUT + branch] as number;
  }

  #put(node: number, branch: number, child: number): void {
    this.#branches[node * FANOUT + branch] = child;
    this.#masks[node] = (this.#masks[node] as number) | (1 << branch);
  }

  #makeNode(): number {
    const node = this.#free;
    if (node === 0) return this.#takeFresh();
    this.#free = this.#branches[node * FANOUT] as number;
    this.#branches[node * FANOUT] = 0;
    return node;
  }

  #takeFresh(): number {
    if (this.#fresh === this.#masks.length) {
      const [branches, masks] = [this.#branches, this.#masks];
      this.#branches = new Int32Array(branches.length * 2);
      this.#branches.set(branches);
      this.#masks = new Int32Array(masks.length * 2);
      this.#masks.set(masks);
    }
    return this.#fresh++;
  }
}

/** Five bits of the price. Digit 0 is the lowest. */
function digitOf(price: number, digit: number): number {
  if (digit < LOW_DIGITS) return (price >>> (digit * DIGIT_BITS)) & DIGIT_MASK;
  return (Math.floor(price / 2 ** LOW_BITS) >>> (digit * DIGIT_BITS - LOW_BITS)) & DIGIT_MASK;
}

/** A mask of the bits 0 to `branch`. */
function maskUpTo(branch: number): number {
  return (2 << branch) - 1;
}
