/** A view of the market that is as old as its delay. Bots whose events take the same time share one. */
import type { MarketEvent } from '../contract/events.ts';
import { Replica } from '../contract/replica.ts';
import type { Delay } from './pit-options.ts';
import type { Seat } from './seat.ts';

export class Feed {
  readonly seats: Seat[] = [];
  readonly replica: Replica;
  /** Exchange time of the newest event, microseconds. */
  timeMicros = 0;
  /** When the newest events arrive. */
  #lastMs = 0;
  /** Undefined: at once. */
  readonly delay: Delay | undefined;

  /** @param replica of a feed without a delay @param beginning what a reader begins with */
  constructor(delay: Delay | undefined, replica: Replica, beginning: readonly MarketEvent[]) {
    this.delay = delay;
    this.replica = delay === undefined ? replica : new Replica();
    if (delay !== undefined) this.replica.apply(beginning);
  }

  /** When events arrive that are published now; none overtakes another. */
  arrivalMs(nowMs: number): number {
    if (this.delay === undefined) return nowMs;
    this.#lastMs = Math.max(this.#lastMs, nowMs + drawn(this.delay));
    return this.#lastMs;
  }
}

export function drawn(delay: Delay): number {
  return typeof delay === 'number' ? delay : delay();
}
