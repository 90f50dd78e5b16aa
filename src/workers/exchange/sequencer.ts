/**
 * The single writer. It stamps, records and applies every command, one after the other, and then replies and publishes.
 */
import type { TimeMicros } from '../../contract/units.ts';
import {
  perform,
  checkTouched,
  isTimeDue,
  type Command,
  type EngineState,
  type FactKind,
  type Facts,
} from '../../engine/index.ts';
import { isPrivateKind, isPublicKind } from '../../session/events/audience.ts';

export interface Outputs {
  /** Journals the command, before the engine applies it. */
  record(command: Command, time: TimeMicros): void;
  /** Publishes a fact of a command. The fact is valid until the next command, or longer if its log holds it. */
  publish(fact: Facts.PublicEvent, time: TimeMicros, kind: FactKind): void;
  /**
   * Delivers a private fact of the command. The first one is the reply to the command. `advance_time` has no reply.
   * The fact is valid during the call.
   */
  deliver(fact: Facts.PrivateEvent, time: TimeMicros, command: Command, kind: FactKind): void;
}

export class Sequencer {
  readonly #state: EngineState;
  readonly #clock: (monotonicMs?: number) => number;
  readonly #outputs: Outputs;
  readonly #isChecked: boolean;
  #time: TimeMicros;

  /**
   * @param clock microseconds since the Unix epoch, which never go back; it reads the monotonic clock unless it gets the
   *   time of that
   * @param isChecked true: check the invariants after each command
   * @param time time of the last earlier command; no stamp is earlier
   */
  constructor(
    state: EngineState,
    clock: (monotonicMs?: number) => number,
    outputs: Outputs,
    isChecked: boolean,
    time = 0,
  ) {
    this.#time = time as TimeMicros;
    this.#state = state;
    this.#clock = clock;
    this.#outputs = outputs;
    this.#isChecked = isChecked;
  }

  /** The next stamp. @param monotonicMs the monotonic clock, if the caller has just read it */
  now(monotonicMs?: number): TimeMicros {
    this.#time = Math.max(this.#time, Math.floor(this.#clock(monotonicMs))) as TimeMicros;
    return this.#time;
  }

  /**
   * Submits a command. Effects of time are a separate command before it, so this command's first fact is its reply.
   * @param monotonicMs the monotonic clock, if the caller has just read it
   */
  submit(command: Command, monotonicMs?: number): void {
    const time = this.now(monotonicMs);
    this.#advance(time);
    this.#carryOut(command, time);
  }

  /** Makes time act if a rule that it drives is due. */
  advance(): void {
    this.#advance(this.now());
  }

  #advance(time: TimeMicros): void {
    if (isTimeDue(this.#state, time)) this.#carryOut({ type: 'advance_time' }, time);
  }

  #carryOut(command: Command, time: TimeMicros): void {
    this.#outputs.record(command, time);
    const facts = perform(this.#state, command, time);
    if (this.#isChecked) checkTouched(this.#state, facts);
    for (let index = 0; index < facts.count; index += 1) {
      const kind = facts.kindAt(index);
      if (isPrivateKind(kind))
        this.#outputs.deliver(facts.at(index) as Facts.PrivateEvent, time, command, kind);
      else if (isPublicKind(kind)) this.#outputs.publish(facts.at(index) as Facts.PublicEvent, time, kind);
    }
  }
}
