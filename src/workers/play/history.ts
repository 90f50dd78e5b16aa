/**
 * The newest played events, from a checkpoint on. A reader's stream starts with them, so the chart and the trades are
 * not empty.
 */
import type { MarketEvent } from '../../contract/events.ts';
import type { EntryText } from './frames.ts';

const HISTORY_CHARS_MAX = 4 * 1_024 * 1_024;

/** The entries from one checkpoint to the next. */
interface Chapter {
  readonly entries: EntryText[];
  readonly hasCheckpoint: boolean;
  events: number;
  chars: number;
}

export class History {
  readonly #eventsMin: number;
  #chapters: Chapter[] = [];
  #events = 0;
  #chars = 0;

  /** @param eventsMin number of events that must follow a checkpoint before an older one is dropped */
  constructor(eventsMin: number) {
    this.#eventsMin = eventsMin;
  }

  add(events: readonly MarketEvent[], entry: EntryText): void {
    const isCheckpoint = events[0]?.type === 'exchange_status';
    if (isCheckpoint || this.#chapters.length === 0) this.#begin(isCheckpoint);
    const chapter = this.#chapters.at(-1) as Chapter;
    chapter.entries.push(entry);
    chapter.events += events.length;
    chapter.chars += entry.text.length;
    this.#events += events.length;
    this.#chars += entry.text.length;
    this.#trim();
  }

  /** All entries, in order. */
  all(): readonly EntryText[] {
    return this.#chapters.flatMap(({ entries }) => entries);
  }

  /** The entries from the oldest checkpoint on, in order. Null: there is no checkpoint. */
  opening(): readonly EntryText[] | null {
    const first = this.#chapters.findIndex(({ hasCheckpoint }) => hasCheckpoint);
    return first === -1 ? null : this.#chapters.slice(first).flatMap(({ entries }) => entries);
  }

  #begin(hasCheckpoint: boolean): void {
    this.#chapters.push({ entries: [], hasCheckpoint, events: 0, chars: 0 });
  }

  #trim(): void {
    for (let [oldest] = this.#chapters; oldest !== undefined; [oldest] = this.#chapters) {
      if (this.#chars <= HISTORY_CHARS_MAX && this.#isNeeded(oldest)) return;
      this.#chapters.shift();
      this.#events -= oldest.events;
      this.#chars -= oldest.chars;
    }
  }

  /**
   * True when the oldest chapter is still needed. Checkpoints may be far apart, so the events after the only one are
   * bounded as well.
   */
  #isNeeded(oldest: Chapter): boolean {
    if (this.#chapters.length === 1) return this.#events < 2 * this.#eventsMin;
    return this.#events - oldest.events < this.#eventsMin;
  }
}
