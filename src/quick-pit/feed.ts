/** A view of the market with a delay. Bots whose events take the same time share one. */
import type { MarketEvent } from '../contract/events.ts';
import { Replica } from '../contract/replica.ts';
import type { Delay } from './pit-options.ts';
import type { Seat } from './seat.ts';

export class Feed {
  readonly seats: Seat[] = [];
  /** Accounts of the seats. */
  readonly accounts = new Set<string>();
  readonly replica: Replica;
  /** Exchange time of the newest event, in microseconds. */
  timeMicros = 0;
  /** Arrival time of the newest events. */
  #lastMs = 0;
  /** Delay of the feed. Undefined: none. */
  readonly delay: Delay | undefined;

  /** @param replica replica of a feed without a delay @param beginning events with which a reader begins */
  constructor(delay: Delay | undefined, replica: Replica, beginning: readonly MarketEvent[]) {
    this.delay = delay;
    this.replica = delay === undefined ? replica : new Replica();
    if (delay !== undefined) this.replica.apply(beginning);
  }

  /** Arrival time of events that are published now. No event overtakes another. */
  arrivalMs(nowMs: number): number {
    if (this.delay === undefined) return nowMs;
    this.#lastMs = Math.max(this.#lastMs, nowMs + drawn(this.delay));
    return this.#lastMs;
  }
}

export function drawn(delay: Delay): number {
  return typeof delay === 'number' ? delay : delay();
}
