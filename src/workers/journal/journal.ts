/**
 * The journal while it is written. Entries gather during a turn of the event loop and are committed as one record before
 * any answer or event of that turn leaves the process.
 */
import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { SetupError } from '../host.ts';
import { toRecord } from './records.ts';
import {
  createHeader,
  journalFolder,
  segmentPath,
  type SegmentHeader,
  type StreamPosition,
} from './segment.ts';
import { toWritten, type Entry, type WrittenEntry } from './entry.ts';

/** A segment is closed at the first checkpoint after so many bytes. */
const SEGMENT_BYTES = 16 * 1_024 * 1_024;

/** `os`: what is committed survives a crash of the process. `disk`: that of the machine too. */
export type Durability = 'os' | 'disk';

export interface JournalOptions {
  readonly session: string;
  readonly durability: Durability;
  readonly header: Omit<SegmentHeader, 'format' | 'segment' | 'at'>;
  /** Told when a segment is closed and the next one, of this number, is open. */
  readonly onSegment: (segment: number) => void;
  readonly segmentBytes?: number;
}

export class Journal {
  readonly #options: JournalOptions;
  #segment: number;
  #file: number;
  /** Bytes of whole records in the file. */
  #size = 0;
  #pending: WrittenEntry[] = [];
  #failure: SetupError | null = null;

  /** @param segment its number; there must be no such file yet. @throws SetupError when it cannot be written */
  constructor(segment: number, at: StreamPosition, options: JournalOptions) {
    this.#options = options;
    this.#segment = segment;
    mkdirSync(journalFolder(options.session), { recursive: true });
    this.#file = this.#open(at);
  }

  append(seq: number, time: number, what: Entry[2]): void {
    this.#pending.push(toWritten(seq, time, what));
  }

  /** Write what waits. @throws SetupError when that is not possible; from then on always */
  commit(): void {
    if (this.#pending.length === 0) return;
    if (this.#failure !== null) throw this.#failure;
    this.#write(JSON.stringify(this.#pending));
    this.#pending = [];
  }

  /** Go on in a new segment when this one is long enough. @param at everything before it is committed */
  rollIfFull(at: StreamPosition): void {
    if (this.#size < (this.#options.segmentBytes ?? SEGMENT_BYTES)) return;
    closeSync(this.#file);
    this.#segment += 1;
    this.#size = 0;
    this.#file = this.#open(at);
    this.#options.onSegment(this.#segment);
  }

  close(): void {
    this.commit();
    fdatasyncSync(this.#file);
    closeSync(this.#file);
  }

  #open(at: StreamPosition): number {
    const { session, header } = this.#options;
    const path = segmentPath(session, this.#segment);
    this.#file = this.#attempt(() => openSync(path, 'wx'));
    try {
      this.#write(createHeader({ ...header, segment: this.#segment, at }));
    } catch (error) {
      unlinkSync(path);
      throw error;
    }
    if (this.#options.durability === 'disk') syncFolder(journalFolder(session));
    return this.#file;
  }

  #write(payload: string): void {
    const record = toRecord(payload);
    this.#attempt(() => {
      for (let done = 0; done < record.length;) done += writeSync(this.#file, record, done);
      if (this.#options.durability === 'disk') fdatasyncSync(this.#file);
    });
    this.#size += record.length;
  }

  #attempt<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      this.#failure = new SetupError(
        `${segmentPath(this.#options.session, this.#segment)} cannot be written: ${(error as Error).message}. ` +
          'Every order that was answered is in it. Make room, and start again with this folder.',
      );
      this.#cutTorn();
      throw this.#failure;
    }
  }

  /** Half a record is no harm, for recovery cuts it off; it is only tidier without. */
  #cutTorn(): void {
    try {
      ftruncateSync(this.#file, this.#size);
    } catch {
      // It stays.
    }
  }
}

/** The file's name in its folder must survive too. Windows has no way, and no need, to say so. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
