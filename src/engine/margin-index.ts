/**
 * Finds the accounts to judge when a mark price moves. Rule L6: this is a lookup by price, never a walk over the
 * accounts.
 *
 * A margin account has `slack` = equity − maintenance margin. Its positions get equal shares of the slack, and each
 * position waits in a heap of its market under its trigger: the price at which it alone might have used up its share.
 * While no mark price has reached a trigger, no account can have fallen below maintenance margin, whatever its other
 * positions did. When a trigger is reached, the engine judges the account exactly and divides its slack again.
 *
 * A falling price takes value from a long position and lowers its maintenance margin. A rising price takes value from a
 * short one and raises its maintenance margin by no more than the highest rate. So a trigger is never too late.
 */
import { rateOfUp, type PriceTicks } from '../contract/index.ts';
import { assert, valueOf } from './arithmetic.ts';
import type { Position } from './state.ts';

/** A binary heap of positions, the next one to be reached first. Each position knows its place in it. */
class TriggerHeap {
  readonly #positions: Position[] = [];
  /** +1: rising mark prices reach the triggers, the smallest first. -1: falling ones do, the largest first. */
  readonly #direction: 1 | -1;

  constructor(direction: 1 | -1) {
    this.#direction = direction;
  }

  get size(): number {
    return this.#positions.length;
  }

  add(position: Position): void {
    this.#positions.push(position);
    this.#rise(this.#positions.length - 1, position);
  }

  /** Restores the order after the trigger of a position has changed. */
  reorder(position: Position): void {
    this.#rise(position.heapPlace, position);
    this.#sink(position.heapPlace, position);
  }

  remove(position: Position): void {
    const place = position.heapPlace;
    assert(this.#positions[place] === position, 'a position is in the margin index where it says');
    position.heapPlace = NOWHERE;
    const last = this.#positions.pop() as Position;
    if (last === position) return;
    this.#rise(place, last);
    this.#sink(last.heapPlace, last);
  }

  /** The next position that this mark price reaches. It stays in the heap. */
  reached(mark: PriceTicks): Position | undefined {
    const first = this.#positions[0];
    return first !== undefined && this.#key(first) <= mark * this.#direction ? first : undefined;
  }

  #key(position: Position): number {
    return position.trigger * this.#direction;
  }

  #rise(from: number, position: Position): void {
    let place = from;
    while (place > 0) {
      const parentPlace = (place - 1) >>> 1;
      const parent = this.#positions[parentPlace];
      if (parent === undefined || this.#key(parent) <= this.#key(position)) break;
      this.#put(parent, place);
      place = parentPlace;
    }
    this.#put(position, place);
  }

  #sink(from: number, position: Position): void {
    let place = from;
    for (;;) {
      const child = this.#smallerChild(place);
      if (child === undefined || this.#key(position) <= this.#key(child)) break;
      const childPlace = child.heapPlace;
      this.#put(child, place);
      place = childPlace;
    }
    this.#put(position, place);
  }

  #smallerChild(place: number): Position | undefined {
    const left = this.#positions[2 * place + 1];
    const right = this.#positions[2 * place + 2];
    if (left === undefined || right === undefined) return left;
    return this.#key(right) < this.#key(left) ? right : left;
  }

  #put(position: Position, place: number): void {
    this.#positions[place] = position;
    position.heapPlace = place;
  }
}

/** `heapPlace` of a position that is in no heap. */
export const NOWHERE = -1;

/** Positions of one market, by trigger. */
export class MarginIndex {
  readonly #longs = new TriggerHeap(-1);
  readonly #shorts = new TriggerHeap(1);

  get size(): number {
    return this.#longs.size + this.#shorts.size;
  }

  /** Makes the position wait for the price at which it has used up its share. A flat position does not wait. */
  put(position: Position, slackShare: number): void {
    const { lots } = position;
    const isWaiting = position.heapPlace !== NOWHERE;
    if (isWaiting && (lots === 0 || position.waitsAsLong !== lots > 0))
      this.#heapOf(position).remove(position);
    if (lots === 0) return;
    position.waitsAsLong = lots > 0;
    position.trigger = triggerOf(position, slackShare);
    if (position.heapPlace === NOWHERE) this.#heapOf(position).add(position);
    else this.#heapOf(position).reorder(position);
  }

  /** Removes the next position that this mark price reaches and returns it. Undefined: there is none. */
  takeReached(mark: PriceTicks): Position | undefined {
    const position = this.#longs.reached(mark) ?? this.#shorts.reached(mark);
    if (position !== undefined) this.#heapOf(position).remove(position);
    return position;
  }

  #heapOf({ waitsAsLong }: Position): TriggerHeap {
    return waitsAsLong ? this.#longs : this.#shorts;
  }
}

function triggerOf({ market, lots }: Position, slackShare: number): number {
  const { spec, markPrice } = market;
  const perTick = Math.abs(valueOf(spec, lots, 1));
  if (lots > 0) return markPrice - Math.floor(slackShare / perTick);
  // Maintenance margin is rounded up to the unit in each tier.
  const usable = Math.max(0, slackShare - spec.tiers.length);
  const perTickWithMargin = perTick + rateOfUp(perTick, spec.maintenanceRateMax);
  return markPrice + Math.floor(usable / perTickWithMargin);
}
