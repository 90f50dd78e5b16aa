/**
 * Seeks to a moment of the session: from a snapshot, through the journal without events, and through the last part with
 * events.
 */
import type { MarketEvent } from '../../contract/events.ts';
import { JournalError } from '../../session/journal/journal-error.ts';
import type { Cursor } from '../../session/playback/cursor.ts';
import type { Keyframes } from '../../session/playback/keyframes.ts';
import { isUpTo, momentOf, type Contents, type Target } from '../../session/playback/contents.ts';
import type { EntryText } from './frames.ts';
import { History } from './history.ts';
import type { CheckpointPlace } from '../../session/journal/checkpoint-index.ts';

export interface Arrival {
  readonly cursor: Cursor;
  readonly history: History;
  /** Why the journal cannot be read as far as the target. Null: it can. */
  readonly problem: JournalError | null;
}

export type Write = (events: readonly MarketEvent[]) => EntryText;

/**
 * Yields after every small piece of work. If the journal is damaged before the target, the seek stops at the damage.
 * @throws JournalError when that is not far enough to show anything
 */
export function* seek(contents: Contents, target: Target, write: Write): Generator<void, Arrival> {
  const place = yield* contents.historyBefore(target);
  const cursor = contents.cursorBefore(place);
  if (place !== null) yield* skipTo(cursor, place, contents.keyframes);
  const history = new History(contents.historyEvents);
  try {
    for (
      let entry = cursor.peek();
      entry !== null && isUpTo(momentOf(entry), target);
      entry = cursor.peek()
    ) {
      const events = cursor.take();
      if (events.length > 0) history.add(events, write(events));
      yield;
    }
  } catch (error) {
    if (error instanceof JournalError) return { cursor, history, problem: error };
    throw error;
  }
  return { cursor, history, problem: null };
}

function* skipTo(cursor: Cursor, place: CheckpointPlace, keyframes: Keyframes): Generator<void> {
  const isThere = () => !isBehind(cursor, place);
  const skipped = yield* skip(cursor, keyframes, isThere);
  if (skipped > 0) cursor.exchange.believe(place);
}

/**
 * Reads the whole journal in idle time, so a first seek is as fast as a second one. It stops when no more states can be
 * kept.
 */
export function* scout(contents: Contents): Generator<void> {
  const { keyframes } = contents;
  yield* skip(contents.cursorBefore(null), keyframes, () => keyframes.isFull);
}

/** @returns the number of skipped entries */
function* skip(cursor: Cursor, keyframes: Keyframes, isThere: () => boolean): Generator<void, number> {
  let skipped = 0;
  let way = 0;
  // Reading the next entry may open the next segment.
  for (let entry = cursor.peek(); entry !== null && !isThere(); entry = cursor.peek()) {
    const [seq, time, what] = entry;
    if (what.type === 'checkpoint') {
      const place = { ...cursor.place, seq, time, digest: what.digest };
      if (keyframes.offer(place, cursor.exchange.state, way)) way = 0;
    }
    cursor.skip();
    skipped += 1;
    way += 1;
    yield;
  }
  return skipped;
}

function isBehind(cursor: Cursor, { segment, offset }: CheckpointPlace): boolean {
  const { place } = cursor;
  return place.segment === segment ? place.offset < offset : place.segment < segment;
}
