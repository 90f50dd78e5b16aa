/** The exchange without sockets and clock, rebuilt from a journal's entries. */
import { crc32 } from 'node:zlib';
import type { MarketEvent } from '../../contract/events.ts';
import type { TimeMicros } from '../../contract/units.ts';
import {
  apply,
  perform,
  checkInvariants,
  checkTouched,
  createState,
  restore,
  type Command,
  type EngineState,
} from '../../engine/index.ts';
import { isPublic } from '../events/audience.ts';
import { compileMarkets } from '../../config/exchange-config.ts';
import { EventStream, type StreamIdentity } from '../events/event-stream.ts';
import type { PublishedFact } from '../events/published-fact.ts';
import { Wire } from '../events/wire.ts';
import type { CheckpointMade, Entry } from './entry.ts';
import { JournalError } from './journal-error.ts';
import type { SegmentHeader, StreamPosition } from './segment-header.ts';
import type { SnapshotFile } from './snapshot-file.ts';

const POSITIONS: ReadonlySet<MarketEvent['type']> = new Set(['position_update'] as const);

export class ReplayedExchange {
  readonly state: EngineState;
  readonly #isChecked: boolean;
  readonly #identity: StreamIdentity;
  readonly #wire: Wire;
  #stream: EventStream;
  #digest: number;
  #time: number;
  #facts: ReturnType<typeof apply> = [];
  /** `seq` of the newest event while events are counted. Null: after a checkpoint, whose events are not counted. */
  #counted: number | null = null;

  /**
   * @param snapshot snapshot with which to begin; null: begin at the session's beginning
   * @param isChecked true: check what each command touched after it, and everything at each checkpoint
   */
  constructor({ setup, epoch, rules = 1 }: SegmentHeader, snapshot: SnapshotFile | null, isChecked = false) {
    this.#isChecked = isChecked;
    const { specs, insuranceFund, moneyGrid } = compileMarkets(setup);
    const empty = createState(specs, insuranceFund, moneyGrid, setup.orderEvents, rules);
    this.state = snapshot === null ? empty : restore(empty, snapshot.state);
    const { seq, digest, time } = snapshot?.at ?? { seq: 0, digest: 0, time: 0 };
    const { checkpointMs, instruments, checkpointRules = 1 } = setup;
    this.#identity = { epoch, checkpointMs, instruments, checkpointRules };
    this.#wire = new Wire(this.state);
    this.#stream = this.#streamFrom(seq);
    this.#digest = digest;
    this.#time = time;
  }

  get at(): StreamPosition {
    return { seq: this.#stream.seq, digest: this.#digest, time: this.#time };
  }

  /** Facts of the last entry, private and public, in order. */
  get facts(): ReturnType<typeof apply> {
    return this.#facts;
  }

  /** Applies an entry. @returns its public events @throws JournalError when they differ from the journal's */
  take([seq, time, what]: Entry): readonly MarketEvent[] {
    compare('seq', this.#stream.seq, seq, this.#stream.seq);
    this.#time = time;
    this.#facts = [];
    const events =
      what.type === 'checkpoint'
        ? this.#checkpoint(what, time as TimeMicros)
        : this.#carryOut(what, time as TimeMicros);
    this.#digest = addToDigest(this.#digest, events);
    return events;
  }

  /**
   * Applies an entry and counts its events, which is several times as fast as making them. Call `believe` before the
   * next `take`.
   * @returns its events if there is a trade among them
   * @throws JournalError when their number differs from the journal's
   */
  count([seq, time, what]: Entry): readonly MarketEvent[] {
    if (this.#counted !== null) compare('seq', this.#counted, seq, this.#counted);
    this.#time = time;
    this.#counted = null;
    if (what.type === 'checkpoint') return [];
    const all = [...perform(this.state, what, time as TimeMicros)].filter(isPublic);
    this.#counted = seq + all.length;
    const hasTrade = all.some(({ type }) => type === 'trade');
    return hasTrade ? this.#streamFrom(seq).number(all, time as TimeMicros) : [];
  }

  /** Applies an entry without its events, which is several times as fast. Call `believe` before the next `take`. */
  skip([, time, what]: Entry): void {
    if (what.type !== 'checkpoint') perform(this.state, what, time as TimeMicros);
    this.#time = time;
  }

  /**
   * Like `skip`.
   * @returns the entry's events of the wanted types; for a checkpoint only the positions, which have a newer mark price
   */
  look([seq, time, what]: Entry, wanted: ReadonlySet<MarketEvent['type']>): readonly MarketEvent[] {
    this.#time = time;
    if (what.type === 'checkpoint') {
      if (!wanted.has('position_update')) return [];
      return this.#eventsOf(this.#streamFrom(seq).checkpointFacts([]), seq, time, POSITIONS);
    }
    const facts = perform(this.state, what, time as TimeMicros);
    return this.#eventsOf([...facts].filter(isPublic), seq, time, wanted);
  }

  /** Takes the stream's position from the journal, after skipped or counted entries. */
  believe({ seq, digest, time }: StreamPosition): void {
    if (this.#counted !== null) compare('seq', this.#counted, seq, this.#counted);
    this.#counted = null;
    this.#stream = this.#streamFrom(seq);
    this.#digest = digest;
    this.#time = time;
  }

  /** Events of the wanted types. @param seq `seq` of the newest event before them */
  #eventsOf(
    facts: readonly PublishedFact[],
    seq: number,
    time: number,
    wanted: ReadonlySet<MarketEvent['type']>,
  ): readonly MarketEvent[] {
    const events: MarketEvent[] = [];
    for (const [index, fact] of facts.entries())
      if (wanted.has(fact.type)) events.push(this.#wire.event(fact, { seq: seq + 1 + index, time }));
    return events;
  }

  #streamFrom(seq: number): EventStream {
    return new EventStream(this.state, this.#wire, this.#identity, seq);
  }

  #carryOut(command: Command, time: TimeMicros): readonly MarketEvent[] {
    const facts = apply(this.state, command, time);
    if (this.#isChecked) checkTouched(this.state, facts);
    this.#facts = facts;
    return this.#stream.number(facts.filter(isPublic), time);
  }

  #checkpoint({ digest, warnings }: CheckpointMade, time: TimeMicros): readonly MarketEvent[] {
    compare('digest', this.#digest, digest, this.#stream.seq);
    if (this.#isChecked) checkInvariants(this.state);
    return this.#stream.checkpoint(time, warnings);
  }
}

function compare(name: string, replayed: number, recorded: number, seq: number): void {
  if (replayed === recorded) return;
  throw new JournalError(
    `before seq ${seq + 1} the replay is at ${name} ${replayed}, the journal at ${recorded}: these commands made different events when they were recorded.`,
  );
}

/** CRC-32 over the JSON of all events, each followed by a comma. */
function addToDigest(digest: number, events: readonly MarketEvent[]): number {
  return events.length === 0 ? digest : crc32(`${JSON.stringify(events).slice(1, -1)},`, digest);
}
