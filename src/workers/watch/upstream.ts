/** The event stream that is merged. It finds the usable events and the checkpoints. */
import { isConflated, parseFrame, type MarketEvent, type StreamEvent } from '../../contract/events.ts';
import { Replica } from '../../contract/replica.ts';
import type { Checkpoint } from './cadence.ts';

export interface UpstreamListener {
  /** Called with events in sync. */
  onEvents(events: readonly MarketEvent[]): void;
  onCheckpoint(checkpoint: Checkpoint): void;
  /** Called at a hole, or at the end of the connection. @param seq `seq` of the last event before it */
  onLost(seq: number): void;
}

export class Upstream {
  readonly #listener: UpstreamListener;
  readonly #replica = new Replica();

  constructor(listener: UpstreamListener) {
    this.#listener = listener;
  }

  /** `seq` of the newest event. */
  get seq(): number {
    return this.#replica.seq;
  }

  disconnected(): void {
    const wasInSync = this.#replica.inSync;
    this.#replica.disconnected();
    if (wasInSync) this.#listener.onLost(this.seq);
  }

  /** @throws Error when it is not a frame of this protocol */
  frame(bytes: Buffer): void {
    const text = bytes.toString('utf8');
    const events = parseFrame(text);
    const start = isConflated(events) ? -1 : events.findIndex(({ type }) => type === 'exchange_status');
    if (start !== 0) this.#take(start < 0 ? events : events.slice(0, start));
    if (start < 0) return;
    const own =
      start === 0 ? bytes : Buffer.from(JSON.stringify((JSON.parse(text) as unknown[]).slice(start)));
    this.#checkpoint(own, events.slice(start));
  }

  #take(events: readonly StreamEvent[]): void {
    const { inSync: wasInSync, seq } = this.#replica;
    const taken = this.#replica.apply(events);
    this.#listener.onEvents(taken);
    if (wasInSync && !this.#replica.inSync) this.#listener.onLost(Math.max(seq, this.seq));
  }

  #checkpoint(bytes: Buffer, events: readonly StreamEvent[]): void {
    const taken = this.#replica.apply(events);
    const [status] = taken;
    if (status?.type !== 'exchange_status') return;
    this.#listener.onCheckpoint({ bytes, status, events: taken, seq: this.seq });
    if (!this.#replica.inSync) this.#listener.onLost(this.seq);
  }
}
