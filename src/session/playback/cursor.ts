/**
 * A position in a session's journal, and the exchange in its state there. It reads across segments and follows a
 * growing journal, so a next entry may appear later.
 */
import { existsSync } from 'node:fs';
import type { MarketEvent } from '../../contract/events.ts';
import type { ReplayedExchange } from '../journal/replayed-exchange.ts';
import type { Start } from '../journal/replay.ts';
import type { Entry } from '../journal/entry.ts';
import { segmentPath } from '../journal/journal-folder.ts';
import { JournalError, type JournalPosition } from '../journal/journal-error.ts';
import { checkFollows, Segment } from '../journal/segment.ts';

export class Cursor {
  readonly exchange: ReplayedExchange;
  readonly #session: string;
  #segment: Segment;
  /** Offset of the group after `#entries`. */
  #offset: number;
  /** Offset of the group of `#entries`. */
  #groupOffset: number;
  #entries: readonly Entry[] = [];
  #index = 0;

  /**
   * @param offset offset of the next group, at which the exchange is; absent: the segment's beginning
   * @throws JournalError when the segment is not readable
   */
  constructor(session: string, { exchange, segment }: Start, offset?: number) {
    const read = Segment.read(session, segment);
    if (read === null) throw cutShort(session, segment, 0);
    this.exchange = exchange;
    this.#session = session;
    this.#segment = read;
    this.#offset = offset ?? read.start;
    this.#groupOffset = this.#offset;
  }

  /** Position of the next entry's group. At the journal's end, that of the group that would come next. */
  get place(): JournalPosition {
    const offset = this.#index < this.#entries.length ? this.#groupOffset : this.#offset;
    return { segment: this.#segment.header.segment, offset };
  }

  /** The next entry. Null: the journal ends here, for now. @throws JournalError where it is damaged */
  peek(): Entry | null {
    for (;;) {
      const entry = this.#entries[this.#index];
      if (entry !== undefined) return entry;
      if (!this.#readGroup() && !this.#segment.readOn(this.#offset) && !this.#openNext()) return null;
    }
  }

  /** Applies the next entry. @returns its public events @throws JournalError when they differ from the journal's */
  take(): readonly MarketEvent[] {
    return this.#carryOut((entry) => this.exchange.take(entry));
  }

  /** Applies the next entry without its events. @throws JournalError when the exchange cannot */
  skip(): void {
    this.#carryOut((entry) => this.exchange.skip(entry));
  }

  /** Like `skip`. @returns the entry's events of the wanted types */
  look(wanted: ReadonlySet<MarketEvent['type']>): readonly MarketEvent[] {
    return this.#carryOut((entry) => this.exchange.look(entry, wanted));
  }

  /** Applies the next entry. An error names its position. */
  #carryOut<Result>(apply: (entry: Entry) => Result): Result {
    const entry = this.peek();
    if (entry === null) throw new Error('there is no next entry; call peek() first');
    this.#index += 1;
    try {
      return apply(entry);
    } catch (error) {
      const { path, header } = this.#segment;
      const place = { segment: header.segment, offset: this.#groupOffset };
      throw new JournalError(`${path}, record at byte ${place.offset}: ${(error as Error).message}`, place);
    }
  }

  #readGroup(): boolean {
    const group = this.#segment.groupAt(this.#offset);
    if (group === null) return false;
    this.#entries = group.entries;
    this.#index = 0;
    this.#groupOffset = group.offset;
    this.#offset = group.end;
    return true;
  }

  /**
   * Opens the next segment. Only a session that ended or crashed has a torn end, which the exchange cuts off before it
   * continues.
   */
  #openNext(): boolean {
    const number = this.#segment.header.segment + 1;
    if (!existsSync(segmentPath(this.#session, number))) return false;
    // The closed segment may have grown since the last look.
    if (this.#segment.readOn(this.#offset)) return true;
    if (this.#offset < this.#segment.size) throw cutShort(this.#session, number - 1, this.#offset);
    const next = Segment.read(this.#session, number);
    // The exchange is still writing its header.
    if (next === null) return false;
    checkFollows(next.header, this.#segment, this.#offset);
    this.#segment = next;
    this.#offset = next.start;
    return true;
  }
}

function cutShort(session: string, segment: number, offset: number): JournalError {
  const message = `${segmentPath(session, segment)} is cut short at byte ${offset}, and what follows is not there.`;
  return new JournalError(message, { segment, offset });
}
