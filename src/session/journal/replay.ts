/** Replays the segments of a session's journal. */
import { isDeepStrictEqual } from 'node:util';
import type { MarketEvent } from '../../contract/events.ts';
import { ReplayedExchange } from './replayed-exchange.ts';
import type { Entry } from './entry.ts';
import { listFiles } from './journal-folder.ts';
import { JournalError } from './journal-error.ts';
import { checkFollows, readWhole, Segment, type Group } from './segment.ts';
import { readSnapshot } from './snapshot-file.ts';

/** One entry of the journal and its events. */
export interface ReplayedEntry {
  readonly entry: Entry;
  readonly events: readonly MarketEvent[];
}

/** A position at which a replay can begin. */
export interface Start {
  readonly exchange: ReplayedExchange;
  /** Number of the segment whose entries come next. */
  readonly segment: number;
}

/**
 * The latest start at or before `seq`: a snapshot, or the session's beginning.
 * @throws JournalError when the journal does not reach back so far
 */
export function startBefore(session: string, seq: number): Start {
  const segments = listFiles(session, 'log');
  const [first] = segments;
  if (first === undefined) throw new JournalError(`${session} has no journal.`);
  for (const segment of segments.toReversed()) {
    const start = startAt(session, segment, seq);
    if (start !== null) return start;
  }
  readWhole(session, first);
  throw new JournalError(
    `the journal in ${session} begins with segment ${first}, and no snapshot of it can be read.`,
  );
}

/**
 * Reads the next segment.
 * @param whole number of whole bytes of this one
 * @throws JournalError when this one has more
 */
export function readNext(session: string, segment: Segment, whole: number): Segment {
  const next = readWhole(session, segment.header.segment + 1);
  checkFollows(next.header, segment, whole);
  return next;
}

function startAt(session: string, segment: number, seq: number): Start | null {
  const header = Segment.readHeader(session, segment);
  if (header === null || header.at.seq > seq) return null;
  const snapshot = segment === 1 ? null : readSnapshot(session, segment);
  if (segment !== 1 && !isDeepStrictEqual(snapshot?.at, header.at)) return null;
  return { exchange: new ReplayedExchange(header, snapshot), segment };
}

/**
 * Replays one segment on the state before it.
 * @param start position of the exchange in the segment; absent: its beginning
 * @returns number of whole bytes of the segment
 * @throws JournalError where it is damaged, or where the replay differs from the recording
 */
export function* replaySegment(
  segment: Segment,
  exchange: ReplayedExchange,
  start = segment.start,
): Generator<ReplayedEntry, number> {
  if (start === segment.start) checkBeginning(segment, exchange);
  const groups = segment.groups(start);
  for (let next = groups.next(); ; next = groups.next()) {
    if (next.done === true) return next.value;
    yield* replayGroup(segment, next.value, (entry) => exchange.take(entry));
  }
}

/**
 * Replays one segment without rebuilding its events, except those of commands that led to trades.
 * @param end position at which to stop; Infinity: the segment's end
 * @returns number of bytes that were replayed
 * @throws JournalError as `replaySegment` does
 */
export function* countSegment(
  segment: Segment,
  exchange: ReplayedExchange,
  end: number,
): Generator<ReplayedEntry, number> {
  let offset = segment.start;
  while (offset < end) {
    const group = segment.groupAt(offset);
    if (group === null) break;
    yield* replayGroup(segment, group, (entry) => exchange.count(entry));
    offset = group.end;
  }
  return offset;
}

function checkBeginning({ path, header }: Segment, { at }: ReplayedExchange): void {
  if (header.at.seq === at.seq && header.at.digest === at.digest) return;
  throw new JournalError(
    `${path} begins at seq ${header.at.seq}, digest ${header.at.digest}; the replay of what is before it ends at seq ${at.seq}, digest ${at.digest}.`,
    { segment: header.segment, offset: 0 },
  );
}

function* replayGroup(
  { path, header }: Segment,
  { entries, offset }: Group,
  carryOut: (entry: Entry) => readonly MarketEvent[],
): Generator<ReplayedEntry> {
  for (const entry of entries) {
    let events: readonly MarketEvent[];
    try {
      events = carryOut(entry);
    } catch (error) {
      const place = { segment: header.segment, offset };
      throw new JournalError(`${path}, record at byte ${offset}: ${(error as Error).message}`, place);
    }
    yield { entry, events };
  }
}
