/** Rates and delay of the data that the relay sends. Times are milliseconds since the Unix epoch. */
import { EventRate } from './event-rate.ts';
import { Latency } from './latency.ts';
import type { Digest } from './source-messages.ts';

export class Traffic {
  readonly #events = new EventRate();
  readonly #bytes = new EventRate();
  readonly #latency = new Latency();
  #lastEventAt: number | undefined;

  /** Arrival time of the newest event. */
  get lastEventAt(): number | undefined {
    return this.#lastEventAt;
  }

  /** Time from the exchange's stamp to the arrival here, in milliseconds. Undefined before the first frame. */
  get latencyMs(): number | undefined {
    return this.#latency.median;
  }

  add({ received, parts }: Digest, now: number): void {
    this.#lastEventAt = now;
    this.#events.add(received.events, now);
    this.#bytes.add(received.characters, now);
    for (const { events, time } of parts) if (events.runs.length > 0) this.#latency.add(time, now);
  }

  eventsPerSecond(now: number): number {
    return this.#events.perSecond(now);
  }

  /** Bytes of the frames' text per second. Every character that the protocol sends is one byte. */
  bytesPerSecond(now: number): number {
    return this.#bytes.perSecond(now);
  }
}
