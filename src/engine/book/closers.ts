/**
 * Owners whose trades close positions. The engine sets the side on which an owner's orders close a position, and the
 * book records which of these owners have traded since the step began.
 */
import type { Side } from '../../contract/index.ts';

const OWNERS_AT_FIRST = 64;

export class Closers {
  /** For each owner: +1 when its buys close a position, -1 when its sells do, 0 when neither. */
  #directions = new Int8Array(OWNERS_AT_FIRST);
  /** For each owner: the step in which one of its orders last closed. */
  #steps = new Float64Array(OWNERS_AT_FIRST);
  #step = 1;

  /** @param side null: the owner's orders close nothing */
  setSide(owner: number, side: Side | null): void {
    if (owner >= this.#directions.length) this.#grow(owner);
    this.#directions[owner] = side === null ? 0 : side === 'buy' ? 1 : -1;
  }

  sideOf(owner: number): Side | null {
    const direction = this.#directions[owner] ?? 0;
    if (direction === 0) return null;
    return direction > 0 ? 'buy' : 'sell';
  }

  /** @param direction of the resting order that has traded. +1: it buys, -1: it sells */
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
