/**
 * The single writer. Every command passes here, one after the other: stamped, applied, published, answered.
 */
import type { TimeMicros } from '../../contract/units.ts';
import { apply, checkTouched, type Command, type EngineState, type Facts } from '../../engine/index.ts';

type EngineEvent = ReturnType<typeof apply>[number];

export interface Outputs {
  /** The command's public events, in order. */
  publish(facts: readonly Facts.PublicEvent[], time: TimeMicros): void;
  /** The command's private events, in order; the answer to the command is the first. */
  deliver(facts: readonly Facts.PrivateEvent[], time: TimeMicros): void;
}

export class Sequencer {
  readonly #state: EngineState;
  readonly #clock: () => number;
  readonly #outputs: Outputs;
  readonly #isChecked: boolean;
  #time = 0 as TimeMicros;

  /**
   * @param clock microseconds since the Unix epoch; may step back, the stamps do not
   * @param isChecked check after each command that the state does not contradict itself
   */
  constructor(state: EngineState, clock: () => number, outputs: Outputs, isChecked: boolean) {
    this.#state = state;
    this.#clock = clock;
    this.#outputs = outputs;
    this.#isChecked = isChecked;
  }

  /** The next stamp. */
  now(): TimeMicros {
    this.#time = Math.max(this.#time, Math.floor(this.#clock())) as TimeMicros;
    return this.#time;
  }

  submit(command: Command): void {
    const time = this.now();
    const facts = apply(this.#state, command, time);
    if (this.#isChecked) checkTouched(this.#state, facts);
    const audience = divide(facts);
    this.#outputs.deliver(audience.owners, time);
    this.#outputs.publish(audience.all, time);
  }
}

/** Whose ears each fact is for. */
function divide(facts: readonly EngineEvent[]) {
  const owners: Facts.PrivateEvent[] = [];
  const all: Facts.PublicEvent[] = [];
  for (const fact of facts) {
    switch (fact.type) {
      case 'account_opened':
        break;
      case 'trade':
      case 'order_update':
      case 'book_update':
      case 'mark_price':
      case 'position_update':
      case 'liquidation':
        all.push(fact);
        break;
      default:
        owners.push(fact);
    }
  }
  return { owners, all };
}
