/**
 * Writes the journal. Entries gather during a turn of the event loop. They are committed as one record before any reply
 * or event of that turn leaves the process.
 */
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { SetupError } from '../../runtime/failure.ts';
import { GrowingRecord, toRecord } from './records.ts';
import { journalFolder, segmentPath, syncFolder } from './journal-folder.ts';
import {
  createHeader,
  type SegmentHeader,
  type SegmentStart,
  type StreamPosition,
} from './segment-header.ts';
import type { Entry } from './entry.ts';
import { writeRow } from './entry-rows.ts';

/** `os`: committed entries survive a crash of the process. `disk`: they also survive a crash of the machine. */
export type Durability = 'os' | 'disk';

export interface JournalOptions {
  readonly session: string;
  readonly durability: Durability;
  readonly header: Omit<SegmentHeader, 'format' | keyof SegmentStart>;
  /** Called when a segment has been closed and the next one, which begins at this position, is open. */
  readonly onSegment: (segment: number, at: StreamPosition) => void;
  /** Length of a segment from which on the next checkpoint closes it. */
  readonly segmentBytes: number;
}

export class Journal {
  readonly #options: JournalOptions;
  #segment: number;
  #file: number;
  /** Number of bytes of whole records in the file. */
  #size = 0;
  /** Entries that wait for the commit. */
  readonly #pending = new GrowingRecord();
  #bytes = 0;
  #failure: SetupError | null = null;

  /** @param first a segment that does not exist yet @throws SetupError when it cannot be written */
  constructor(first: SegmentStart, options: JournalOptions) {
    this.#options = options;
    this.#segment = first.segment;
    mkdirSync(journalFolder(options.session), { recursive: true });
    this.#file = this.#open(first);
  }

  /** Number of bytes written so far, to all segments. */
  get bytes(): number {
    return this.#bytes;
  }

  append(seq: number, time: number, what: Entry[2]): void {
    writeRow(this.#pending.payload, seq, time, what);
  }

  /** Writes the waiting entries. @throws SetupError when that fails, and from then on always */
  commit(): void {
    if (this.#pending.isEmpty) return;
    if (this.#failure !== null) throw this.#failure;
    this.#write(this.#file, this.#pending.finish());
    this.#pending.clear();
  }

  /**
   * Starts a new segment if this one is long enough. Every checkpoint calls it.
   * @param at position; everything before it is committed
   * @throws SetupError when another exchange writes to the folder
   */
  rollIfFull(at: StreamPosition): void {
    this.#checkAlone();
    if (this.#size < this.#options.segmentBytes) return;
    const [closed, previousBytes] = [this.#file, this.#size];
    this.#segment += 1;
    this.#size = 0;
    this.#file = this.#open({ segment: this.#segment, at, previousBytes });
    closeSync(closed);
    this.#options.onSegment(this.#segment, at);
  }

  close(): void {
    this.commit();
    fdatasyncSync(this.#file);
    closeSync(this.#file);
  }

  /** Only this process starts the next segment, unless the folder's lock has failed. */
  #checkAlone(): void {
    const next = segmentPath(this.#options.session, this.#segment + 1);
    if (!existsSync(next)) return;
    this.#failure = new SetupError(
      `another exchange writes to ${this.#options.session}: it started ${next}. This one stops. Start one of the two with another --data-dir.`,
    );
    throw this.#failure;
  }

  #open(start: SegmentStart): number {
    const { session, header } = this.#options;
    const path = segmentPath(session, start.segment);
    const file = this.#attempt(() => openSync(path, 'wx'));
    try {
      this.#write(file, toRecord(createHeader({ ...header, ...start })));
    } catch (error) {
      closeSync(file);
      unlinkSync(path);
      throw error;
    }
    if (this.#options.durability === 'disk') syncFolder(journalFolder(session));
    return file;
  }

  #write(file: number, record: Buffer): void {
    try {
      this.#attempt(() => {
        for (let done = 0; done < record.length;) done += writeSync(file, record, done);
        if (this.#options.durability === 'disk') fdatasyncSync(file);
      });
    } catch (error) {
      cutTorn(file, this.#size);
      throw error;
    }
    this.#size += record.length;
    this.#bytes += record.length;
  }

  #attempt<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      this.#failure = new SetupError(
        `${segmentPath(this.#options.session, this.#segment)} cannot be written: ${(error as Error).message}. ` +
          'Every acknowledged order is in it. Make room, and start again with this folder.',
      );
      throw this.#failure;
    }
  }
}

/** Cuts off half a record. It does no harm, because recovery cuts it off as well, but the file is tidier without it. */
function cutTorn(file: number, size: number): void {
  try {
    ftruncateSync(file, size);
  } catch {
    // The half record stays in the file.
  }
}
