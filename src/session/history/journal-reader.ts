/** Reads events of some types from a session's journal, which may still grow. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MarketEvent, RoomNote } from '../../contract/events.ts';
import { startBefore } from '../journal/replay.ts';
import { Segment } from '../journal/segment.ts';
import { firstPlayable } from '../playback/contents.ts';
import { Cursor } from '../playback/cursor.ts';

/** Longest replay in one turn of the event loop. */
const TURN_MS = 4;

export interface JournalListener {
  onEvent(event: MarketEvent): void;
  onNote(note: RoomNote): void;
}

export class JournalReader {
  readonly #cursor: Cursor;
  readonly #from: number;
  readonly #wanted: ReadonlySet<MarketEvent['type']>;

  /**
   * @param from `seq` of the first event to report
   * @throws JournalError when the session has no readable journal
   */
  constructor(session: string, from: number, wanted: ReadonlySet<MarketEvent['type']>) {
    const first = Segment.readHeader(session, firstPlayable(session))?.at.seq ?? 0;
    this.#cursor = new Cursor(session, startBefore(session, Math.max(first, from - 1)));
    this.#from = from;
    this.#wanted = wanted;
  }

  /**
   * Reports the events before `to` that have not been read yet, as far as the journal has grown.
   * @param isWanted returns false to stop
   * @throws JournalError where the journal is damaged
   */
  async read(to: number, listener: JournalListener, isWanted: () => boolean = () => true): Promise<void> {
    let turnStart = performance.now();
    for (let entry = this.#cursor.peek(); entry !== null && entry[0] + 1 < to; entry = this.#cursor.peek()) {
      const [seq, time, what] = entry;
      if (what.type === 'note_room_event' && seq + 1 >= this.#from)
        listener.onNote({ time, text: what.text });
      for (const event of this.#cursor.look(this.#wanted))
        if (event.seq >= this.#from) listener.onEvent(event);
      if (performance.now() - turnStart < TURN_MS) continue;
      await nextTurn();
      if (!isWanted()) return;
      turnStart = performance.now();
    }
  }
}
