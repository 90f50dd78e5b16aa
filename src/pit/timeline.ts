/** Carries out what a room's timeline says, from the moment the pit opens until it closes. */
import { describeEvent, type Room, type RoomEvent, type RoomMark } from '../contract/room.ts';
import type { Clock } from './clock.ts';

const MS_PER_SECOND = 1_000;
/** The chart needs the newest ones. */
const MARKS_MAX = 200;

export class Timeline {
  readonly #clock: Clock;
  readonly #carryOut: (event: RoomEvent) => void;
  #marks: readonly RoomMark[] = [];
  #timers: (() => void)[] = [];

  constructor(clock: Clock, carryOut: (event: RoomEvent) => void) {
    this.#clock = clock;
    this.#carryOut = carryOut;
  }

  /** The events since it began, oldest first. */
  get marks(): readonly RoomMark[] {
    return this.#marks;
  }

  begin(room: Room): void {
    this.end();
    this.#marks = [];
    this.#plan(room);
  }

  end(): void {
    for (const cancel of this.#timers.splice(0)) cancel();
  }

  #plan(room: Room): void {
    this.#timers = room.events.map(({ atSeconds, ...event }) =>
      this.#clock.after(atSeconds * MS_PER_SECOND, () => this.#happens(event)),
    );
    if (room.repeatSeconds === null) return;
    this.#timers.push(this.#clock.after(room.repeatSeconds * MS_PER_SECOND, () => this.#plan(room)));
  }

  #happens(event: RoomEvent): void {
    const mark = { timeMs: this.#clock.now(), text: describeEvent(event) };
    this.#marks = [...this.#marks, mark].slice(-MARKS_MAX);
    this.#carryOut(event);
  }
}
