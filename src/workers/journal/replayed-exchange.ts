/** The exchange without sockets and clock: what a journal's entries make of it. */
import { crc32 } from 'node:zlib';
import type { MarketEvent } from '../../contract/events.ts';
import type { TimeMicros } from '../../contract/units.ts';
import { apply, createState, restore, type Command, type EngineState } from '../../engine/index.ts';
import { divide } from '../exchange/audience.ts';
import { compileMarkets } from '../exchange/config.ts';
import { EventStream, type StreamIdentity } from '../exchange/event-stream.ts';
import { Wire } from '../exchange/wire.ts';
import { JournalError, type Entry, type SegmentHeader, type StreamPosition } from './segment.ts';
import type { SnapshotFile } from './snapshot-file.ts';

export class ReplayedExchange {
  readonly state: EngineState;
  readonly #identity: StreamIdentity;
  #stream: EventStream;
  #digest: number;
  #time: number;

  /** @param snapshot to begin with; null: at the session's beginning */
  constructor({ setup, epoch }: SegmentHeader, snapshot: SnapshotFile | null) {
    const { specs, insuranceFund, moneyGrid } = compileMarkets(setup);
    const empty = createState(specs, insuranceFund, moneyGrid, setup.orderEvents);
    this.state = snapshot === null ? empty : restore(empty, snapshot.state);
    const { seq, digest, time } = snapshot?.at ?? { seq: 0, digest: 0, time: 0 };
    const { checkpointMs, instruments } = setup;
    this.#identity = { epoch, checkpointMs, instruments };
    this.#stream = this.#streamFrom(seq);
    this.#digest = digest;
    this.#time = time;
  }

  get at(): StreamPosition {
    return { seq: this.#stream.seq, digest: this.#digest, time: this.#time };
  }

  /** @returns the public events of it. @throws JournalError when they are not those of the journal */
  take([seq, time, what]: Entry): readonly MarketEvent[] {
    this.#compare('seq', this.#stream.seq, seq);
    if (what.type === 'checkpoint') this.#compare('digest', this.#digest, what.digest);
    this.#time = time;
    const events =
      what.type === 'checkpoint'
        ? this.#stream.checkpoint(time as TimeMicros, what.warnings)
        : this.#carryOut(what, time as TimeMicros);
    this.#digest = addToDigest(this.#digest, events);
    return events;
  }

  /** Carry it out without its events: several times as fast. `believe` comes before the next `take`. */
  skip([, time, what]: Entry): void {
    if (what.type !== 'checkpoint') apply(this.state, what, time as TimeMicros);
    this.#time = time;
  }

  /** After skipped entries: the stream is where the journal says, unchecked. */
  believe({ seq, digest, time }: StreamPosition): void {
    this.#stream = this.#streamFrom(seq);
    this.#digest = digest;
    this.#time = time;
  }

  #streamFrom(seq: number): EventStream {
    return new EventStream(this.state, new Wire(this.state), this.#identity, seq);
  }

  #carryOut(command: Command, time: TimeMicros): readonly MarketEvent[] {
    return this.#stream.number(divide(apply(this.state, command, time)).all, time);
  }

  #compare(name: string, replayed: number, recorded: number): void {
    if (replayed === recorded) return;
    throw new JournalError(
      `before seq ${this.#stream.seq + 1} the replay is at ${name} ${replayed}, the journal at ${recorded}: these commands made other events when they were recorded.`,
    );
  }
}

/** CRC-32 over the JSON of all events, each followed by a comma. */
function addToDigest(digest: number, events: readonly MarketEvent[]): number {
  return events.length === 0 ? digest : crc32(`${JSON.stringify(events).slice(1, -1)},`, digest);
}
