/**
 * Contents of a session's journal: its beginning, its current end, and the position at which a replay to a moment
 * begins.
 */
import type { Instrument } from '../../contract/instrument.ts';
import { startBefore } from '../journal/replay.ts';
import type { Entry } from '../journal/entry.ts';
import { listFiles } from '../journal/journal-folder.ts';
import { JournalError } from '../journal/journal-error.ts';
import { readWhole, Segment } from '../journal/segment.ts';
import { readSnapshot } from '../journal/snapshot-file.ts';
import { Cursor } from './cursor.ts';
import { exchangeAt, Keyframes } from './keyframes.ts';
import {
  createIndex,
  extendIndex,
  type CheckpointIndex,
  type CheckpointPlace,
} from '../journal/checkpoint-index.ts';

const HISTORY_EVENTS = 10_000;

/** A target of a seek: all events up to this `seq`, or all commands up to this time, in microseconds. */
export type Target = { readonly seq: number } | { readonly time: number };

/** A recorded moment. */
export interface Moment {
  readonly time: number;
  readonly seq: number;
}

/** The moment before an entry. */
export function momentOf([seq, time]: Entry): Moment {
  return { seq, time };
}

/** True when a replay to the target goes beyond this moment. @param moment moment before an entry or a segment */
export function isUpTo({ seq, time }: Moment, target: Target): boolean {
  return 'seq' in target ? seq < target.seq : time <= target.time;
}

export interface ContentsOptions {
  readonly historyEvents?: number;
  /** Number of entries from one keyframe to the next. */
  readonly entriesApart?: number | undefined;
}

export class Contents {
  readonly session: string;
  /** Number of events that are shown before a moment, if there are that many. */
  readonly historyEvents: number;
  /** The first moment that can be played. */
  readonly first: Moment;
  readonly epoch: string;
  readonly checkpointMs: number;
  readonly instruments: readonly Instrument[];
  readonly keyframes: Keyframes;
  readonly #firstSegment: number;
  readonly #firstSeq: number;
  readonly #indexes = new Map<number, CheckpointIndex>();
  /** The newest segment, and how far it is indexed. */
  #tail: { readonly segment: Segment; offset: number };
  #last: Moment;

  /** @throws JournalError when there is no journal that this program can read */
  constructor(session: string, { historyEvents = HISTORY_EVENTS, entriesApart }: ContentsOptions = {}) {
    this.session = session;
    this.historyEvents = historyEvents;
    this.keyframes = new Keyframes(entriesApart);
    this.#firstSegment = firstPlayable(session);
    const first = readWhole(session, this.#firstSegment);
    this.epoch = first.header.epoch;
    this.checkpointMs = first.header.setup.checkpointMs;
    this.instruments = first.header.setup.instruments;
    this.#firstSeq = first.header.at.seq;
    const [entry] = first.groupAt(first.start)?.entries ?? [];
    this.first = entry === undefined ? first.header.at : momentOf(entry);
    this.#last = this.first;
    this.#tail = this.#newestTail(first);
    this.look();
  }

  /** Moment of the next entry. */
  get last(): Moment {
    return this.#last;
  }

  /** True when there is no entry. */
  get isEmpty(): boolean {
    return this.#last.time === 0;
  }

  /** Checks how far the journal has grown. A damaged record is its end. */
  look(): void {
    for (;;) {
      this.#readTail();
      const next = this.#tail.segment.header.segment + 1;
      if (!this.#segments().includes(next) || Segment.readHeader(this.session, next) === null) break;
      const segment = readWhole(this.session, next);
      this.#tail = { segment, offset: segment.start };
    }
  }

  /**
   * Position at which a replay to the target begins to publish events. It is early enough for a reader to have
   * something to show. Null: the journal's beginning.
   */
  *historyBefore(target: Target): Generator<void, CheckpointPlace | null> {
    const segments = this.#segments().filter((number) => number >= this.#firstSegment);
    let aim: number | null = null;
    for (const number of this.#upTo(segments, target).toReversed()) {
      const places = (yield* this.#indexOf(number)).places.filter((place) => isUpTo(place, target));
      aim ??= places.at(-1)?.seq ?? null;
      const found = aim === null ? undefined : lastUpTo(places, aim - this.historyEvents);
      if (found !== undefined) return found;
    }
    return null;
  }

  /** The nearest position from which the state there can be rebuilt. @throws JournalError when there is none */
  cursorBefore(place: CheckpointPlace | null): Cursor {
    const keyframe = place === null ? null : this.keyframes.before(place);
    if (keyframe === null)
      return new Cursor(this.session, startBefore(this.session, place?.seq ?? this.#firstSeq));
    const { segment, offset } = keyframe.place;
    return new Cursor(this.session, { exchange: exchangeAt(this.session, keyframe), segment }, offset);
  }

  #segments(): readonly number[] {
    return listFiles(this.session, 'log');
  }

  /** Segments that contain entries up to the target. */
  #upTo(segments: readonly number[], target: Target): readonly number[] {
    return segments.filter((number) => {
      const at = Segment.readHeader(this.session, number)?.at;
      if (at === undefined) return false;
      return number === this.#firstSegment || isUpTo(at, target);
    });
  }

  *#indexOf(number: number): Generator<void, CheckpointIndex> {
    const segment = readWhole(this.session, number);
    const index = this.#indexes.get(number) ?? createIndex(segment);
    this.#indexes.set(number, index);
    try {
      yield* extendIndex(index, segment);
    } catch (error) {
      // The part before the damage is playable.
      if (!(error instanceof JournalError)) throw error;
    }
    return index;
  }

  #newestTail(first: Segment): { readonly segment: Segment; offset: number } {
    for (const number of this.#segments().toReversed()) {
      if (number <= this.#firstSegment) break;
      const segment = Segment.read(this.session, number);
      if (segment === null) continue;
      this.#last = segment.header.at;
      return { segment, offset: segment.start };
    }
    return { segment: first, offset: first.start };
  }

  #readTail(): void {
    const tail = this.#tail;
    tail.segment.readOn(tail.offset);
    try {
      let newest: number | null = null;
      for (let record = tail.segment.recordAt(tail.offset); record !== null;) {
        newest = tail.offset;
        tail.offset = record.end;
        record = tail.segment.recordAt(tail.offset);
      }
      const entry = newest === null ? undefined : tail.segment.groupAt(newest)?.entries.at(-1);
      if (entry !== undefined) this.#last = momentOf(entry);
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
    }
  }
}

/** The first segment or, if old ones were deleted, the first one with a snapshot. */
export function firstPlayable(session: string): number {
  const segments = listFiles(session, 'log');
  const found = segments.find((number) => number === 1 || isStart(session, number));
  if (found !== undefined) return found;
  if (segments.length === 0) {
    throw new JournalError(
      `${session} has no journal: it is not a session, or it ran with --durability memory.`,
    );
  }
  throw new JournalError(
    `the journal in ${session} begins with segment ${segments[0]}, and no snapshot of it can be read.`,
  );
}

function isStart(session: string, number: number): boolean {
  const at = Segment.readHeader(session, number)?.at;
  return at !== undefined && readSnapshot(session, number)?.at.seq === at.seq;
}

function lastUpTo(places: readonly CheckpointPlace[], seq: number): CheckpointPlace | undefined {
  return places.findLast((place) => place.seq <= seq);
}
