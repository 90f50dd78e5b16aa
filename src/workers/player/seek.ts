/** The way to a moment of the session: a snapshot, the journal from there without its events, and the last part with them. */
import type { MarketEvent } from '../../contract/events.ts';
import { JournalError } from '../journal/segment.ts';
import type { Cursor } from './cursor.ts';
import type { Keyframes } from './keyframes.ts';
import { isUpTo, type Contents, type Target } from './contents.ts';
import { History } from './history.ts';
import type { CheckpointPlace } from './checkpoint-index.ts';

export interface Arrival {
  readonly cursor: Cursor;
  readonly history: History;
  /** Why the journal cannot be read as far as the target. */
  readonly problem: JournalError | null;
}

/** Makes the text of an entry's events. */
export type Write = (events: readonly MarketEvent[]) => string;

/**
 * Yields after every small piece of work. Where the journal is damaged before the target, it goes as far as that.
 * @throws JournalError when that is not far enough to show anything
 */
export function* seek(contents: Contents, target: Target, write: Write): Generator<void, Arrival> {
  const place = yield* contents.historyBefore(target);
  const cursor = contents.cursorBefore(place);
  if (place !== null) yield* skipTo(cursor, place, contents.keyframes);
  const history = new History(contents.historyEvents);
  try {
    for (let entry = cursor.peek(); entry !== null && isUpTo(entry, target); entry = cursor.peek()) {
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
  keyframes.count(true);
  let hasSkipped = false;
  // To look at the next entry may open the next segment.
  for (let entry = cursor.peek(); entry !== null && isBehind(cursor, place); entry = cursor.peek()) {
    const [seq, time, what] = entry;
    if (what.type === 'checkpoint') {
      keyframes.offer({ ...cursor.place, seq, time, digest: what.digest }, cursor.exchange.state);
    }
    cursor.skip();
    keyframes.count();
    hasSkipped = true;
    yield;
  }
  if (hasSkipped) cursor.exchange.believe(place);
}

function isBehind(cursor: Cursor, { segment, offset }: CheckpointPlace): boolean {
  const { place } = cursor;
  return place.segment === segment ? place.offset < offset : place.segment < segment;
}
