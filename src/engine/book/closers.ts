/**
 * Owners whose trades close positions. The engine names the side of the book on which an owner's orders close a position;
 * the book records which of these owners have traded since the step began.
 */
import type { Side } from '../../contract/index.ts';

const OWNERS_AT_FIRST = 64;

export class Closers {
  /** By owner: +1 when its buys close a position, -1 when its sells do. */
  #directions = new Int8Array(OWNERS_AT_FIRST);
  /** By owner: the step in which an order of it last closed. */
  #steps = new Float64Array(OWNERS_AT_FIRST);
  #step = 1;

  /** @param side null: its orders close nothing */
  setSide(owner: number, side: Side | null): void {
    if (owner >= this.#directions.length) this.#grow(owner);
    this.#directions[owner] = side === null ? 0 : side === 'buy' ? 1 : -1;
  }

  sideOf(owner: number): Side | null {
    const direction = this.#directions[owner] ?? 0;
    if (direction === 0) return null;
    return direction > 0 ? 'buy' : 'sell';
  }

  /** @param direction of the resting order that has traded: +1 for a buy */
  note(owner: number, direction: 1 | -1): void {
    if (this.#directions[owner] === direction) this.#steps[owner] = this.#step;
  }

  hasClosed(owner: number): boolean {
    return this.#steps[owner] === this.#step;
  }

  endStep(): void {
    this.#step += 1;
  }

  #grow(owner: number): void {
    const [directions, steps] = [this.#directions, this.#steps];
    const length = Math.max(2 * directions.length, owner + 1);
    this.#directions = new Int8Array(length);
    this.#directions.set(directions);
    this.#steps = new Float64Array(length);
    this.#steps.set(steps);
  }
}
