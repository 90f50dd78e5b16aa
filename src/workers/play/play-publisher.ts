/**
 * Publishes the played events, and starts the stream of each new reader. The events of a turn leave in few frames,
 * those of one command in one frame.
 */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { MarketEvent } from '../../contract/events.ts';
import type { TimeMicros } from '../../contract/units.ts';
import { CHECKPOINT_RULES } from '../../session/events/checkpoint-rules.ts';
import { EventStream } from '../../session/events/event-stream.ts';
import { Wire } from '../../session/events/wire.ts';
import type { ReplayedExchange } from '../../session/journal/replayed-exchange.ts';
import { refuseWrites, type Broadcast } from '../../net/broadcast.ts';
import { textFrames } from '../../net/text-frames.ts';
import type { Contents } from '../../session/playback/contents.ts';
import { framesOf, type EntryText } from './frames.ts';
import type { History } from './history.ts';

/** A part of the session that readers receive without a gap. */
export interface Run {
  readonly epoch: string;
  readonly exchange: ReplayedExchange;
  /** Events published in this run. */
  readonly history: History;
}

export class PlayPublisher {
  readonly #readers: Broadcast;
  readonly #contents: Contents;
  #run: Run;
  /** Events of this turn that are still unsent. */
  #unsent: EntryText[] = [];

  constructor(readers: Broadcast, contents: Contents, run: Run) {
    this.#readers = readers;
    this.#contents = contents;
    this.#run = run;
  }

  /** Epoch of the stream that readers receive now. */
  get epoch(): string {
    return this.#run.epoch;
  }

  /** Publishes the events of one entry. */
  publish(events: readonly MarketEvent[]): void {
    if (events.length === 0) return;
    const entry = toEntryText(events, this.#run.epoch);
    this.#run.history.add(events, entry);
    this.#unsent.push(entry);
  }

  /** Makes readers start again at another position. */
  begin(run: Run): void {
    this.flush();
    this.#run = run;
    this.#unsent.push(...this.#opening());
  }

  /** Adds a reader. Its stream begins with the newest events from a checkpoint on. */
  join(socket: WebSocket, connection: Socket): void {
    refuseWrites(socket, connection);
    this.flush();
    const frames = framesOf(this.#opening());
    if (frames.length > 0) connection.write(textFrames(frames));
    this.#readers.add(socket, connection);
  }

  flush(): void {
    for (const frame of framesOf(this.#unsent)) this.#readers.send(frame);
    this.#unsent = [];
    this.#readers.flush();
  }

  /** Entries with which a reader continues here, beginning with a checkpoint. */
  #opening(): readonly EntryText[] {
    const { history } = this.#run;
    return history.opening() ?? this.#checkpoint() ?? history.all();
  }

  /** An additional checkpoint that replaces the newest events. Null: there are fewer events than it has. */
  #checkpoint(): readonly EntryText[] | null {
    const { exchange, epoch } = this.#run;
    const { state, at } = exchange;
    const { checkpointMs, instruments } = this.#contents;
    const stream = new EventStream(
      state,
      new Wire(state),
      { epoch, checkpointMs, instruments, checkpointRules: CHECKPOINT_RULES },
      0,
    );
    const events = stream.checkpoint(at.time as TimeMicros, []);
    const before = at.seq - events.length;
    if (before < 0) return null;
    const placed = events.map((event) => ({ ...event, seq: before + event.seq }));
    return [toEntryText(placed, epoch)];
  }
}

/** Text of the events of one entry. A recorded checkpoint gets this epoch. */
export function toEntryText(events: readonly MarketEvent[], epoch: string): EntryText {
  const [first, ...rest] = events;
  const published = first?.type === 'exchange_status' ? [{ ...first, epoch }, ...rest] : events;
  return { text: JSON.stringify(published).slice(1, -1), time: first?.time ?? 0 };
}
