/** Carries out a room's timeline, from the moment the pit opens until it closes. */
import type { Room, RoomEvent, TimedEvent } from '../contract/room.ts';
import type { Clock } from './clock.ts';

const MS_PER_SECOND = 1_000;

/** A step of the timeline. `resume` is the end of a halt. */
export type TimelineStep = RoomEvent | { readonly type: 'resume'; readonly symbol?: string | undefined };

export class Timeline {
  readonly #clock: Clock;
  readonly #carryOut: (step: TimelineStep) => void;
  /** Functions that cancel the planned steps. */
  readonly #planned = new Set<() => void>();

  constructor(clock: Clock, carryOut: (step: TimelineStep) => void) {
    this.#clock = clock;
    this.#carryOut = carryOut;
  }

  begin(room: Room): void {
    this.end();
    this.#plan(room);
  }

  end(): void {
    for (const cancel of this.#planned) cancel();
    this.#planned.clear();
  }

  #plan(room: Room): void {
    for (const { atSeconds, ...event } of room.events) this.#planEvent(atSeconds, event);
    if (room.repeatSeconds !== null) this.#after(room.repeatSeconds, () => this.#plan(room));
  }

  #planEvent(atSeconds: number, event: Omit<TimedEvent, 'atSeconds'>): void {
    const step = event as RoomEvent;
    this.#after(atSeconds, () => this.#carryOut(step));
    if (step.type !== 'halt') return;
    const { seconds, symbol } = step;
    this.#after(atSeconds + seconds, () => this.#carryOut({ type: 'resume', symbol }));
  }

  #after(seconds: number, run: () => void): void {
    const cancel = this.#clock.after(seconds * MS_PER_SECOND, () => {
      this.#planned.delete(cancel);
      run();
    });
    this.#planned.add(cancel);
  }
}
