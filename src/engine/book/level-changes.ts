/**
 * The levels that changed since the last drain, and what they held before. A level that goes and comes back within a
 * round is recorded twice; its first record counts.
 */
import type { PriceTicks, QuantityLots } from '../../contract/index.ts';
import type { LevelChange } from '../event.ts';

const NONE: readonly LevelChange[] = [];

/** The side of the book whose changes are noted. */
interface Sums {
  readonly direction: 1 | -1;
  totalAt(price: number): QuantityLots;
}

export class LevelChanges {
  /** Never 0. */
  #round = 1;
  readonly #prices: number[] = [];
  readonly #before: number[] = [];
  #count = 0;

  /** Counts the drains: a level recorded in this round needs no second record. */
  get round(): number {
    return this.#round;
  }

  note(price: number, before: number): void {
    this.#prices[this.#count] = price;
    this.#before[this.#count] = before;
    this.#count += 1;
  }

  /** @returns the net changes, best price first. */
  drain(side: Sums): readonly LevelChange[] {
    if (this.#count === 0) return NONE;
    const changes: LevelChange[] = [];
    if (this.#count === 1) this.#addChange(changes, 0, side);
    else for (const note of this.#firstNotes(side.direction)) this.#addChange(changes, note, side);
    this.clear();
    return changes;
  }

  clear(): void {
    this.#count = 0;
    this.#round += 1;
  }

  #addChange(changes: LevelChange[], note: number, side: Sums): void {
    // The array holds plain numbers, and a checked read would cost on the engine's hot path.
    const price = this.#prices[note] as PriceTicks;
    const total = side.totalAt(price);
    if (total !== this.#before[note]) changes.push([price, total]);
  }

  /** The first record of each price, best price first. */
  #firstNotes(direction: 1 | -1): readonly number[] {
    const prices = this.#prices;
    const notes = Array.from({ length: this.#count }, (_, note) => note);
    notes.sort((a, b) => ((prices[b] as number) - (prices[a] as number)) * direction || a - b);
    return notes.filter((note, at) => at === 0 || prices[note] !== prices[notes[at - 1] as number]);
  }
}
