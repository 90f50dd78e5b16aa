/**
 * Replays a session's journal from its beginning and compares the result with the whole record: the stream's numbers
 * and digest, the snapshots, and the CSV files. Every invariant is checked on the way.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MarketEvent } from '../../contract/events.ts';
import { hashState } from '../../engine/index.ts';
import { csvTablesOf } from '../../session/csv/csv-tables.ts';
import { ReplayedExchange } from '../../session/journal/replayed-exchange.ts';
import { readNext, replaySegment } from '../../session/journal/replay.ts';
import { listFiles, snapshotPath } from '../../session/journal/journal-folder.ts';
import { JournalError } from '../../session/journal/journal-error.ts';
import { readWhole, type Segment } from '../../session/journal/segment.ts';
import { readSnapshot } from '../../session/journal/snapshot-file.ts';
import { CsvComparison } from './csv-comparison.ts';

export interface Verdict {
  readonly segments: number;
  readonly commands: number;
  readonly events: number;
  readonly checkpoints: number;
  readonly snapshots: number;
  readonly rows: Readonly<Record<string, number>>;
  /** Hash of the state at the end. */
  readonly hash: string;
  /** The first difference, in words. Null: everything agrees. */
  readonly difference: string | null;
}

/**
 * @param hasCsv true: the CSV files must exist @throws JournalError when the journal does not begin with the session
 */
export function verifySession(session: string, hasCsv: boolean): Verdict {
  const segments = listFiles(session, 'log');
  const [first] = segments;
  if (first !== 1) {
    throw new JournalError(
      `the journal in ${session} begins with segment ${first}: the older ones are gone.`,
    );
  }
  return new Verification(session, segments.at(-1) ?? first, hasCsv).run();
}

class Verification {
  readonly #session: string;
  readonly #segments: number;
  readonly #exchange: ReplayedExchange;
  readonly #counts = { commands: 0, events: 0, checkpoints: 0, snapshots: 0 };
  readonly #rows: Record<string, number> = {};
  readonly #tables: readonly CsvComparison[];
  #missing: string | null = null;

  constructor(session: string, segments: number, hasCsv: boolean) {
    this.#session = session;
    this.#segments = segments;
    const { header } = readWhole(session, 1);
    this.#exchange = new ReplayedExchange(header, null, true);
    const tables = hasCsv ? csvTablesOf(header.setup.instruments, header.rules) : [];
    this.#tables = tables.flatMap((table) => {
      const path = join(session, table.file);
      this.#rows[table.file] = 0;
      if (existsSync(path)) return [new CsvComparison(path, table)];
      this.#missing ??= `${path} is not there`;
      return [];
    });
  }

  run(): Verdict {
    const difference = this.#journal() ?? this.#missing ?? this.#csv();
    const { state } = this.#exchange;
    return {
      segments: this.#segments,
      ...this.#counts,
      rows: this.#rows,
      hash: hashState(state),
      difference,
    };
  }

  /** @returns the first difference, in words */
  #journal(): string | null {
    try {
      let segment = readWhole(this.#session, 1);
      for (;;) {
        const { segment: number } = segment.header;
        const difference = this.#snapshot(number);
        if (difference !== null) return difference;
        const whole = this.#replay(segment);
        if (number === this.#segments) return endOf(segment, whole);
        segment = readNext(this.#session, segment, whole);
      }
    } catch (error) {
      if (error instanceof JournalError) return error.message;
      throw error;
    }
  }

  /** @returns the number of whole bytes of the segment */
  #replay(segment: Segment): number {
    const steps = replaySegment(segment, this.#exchange);
    for (let next = steps.next(); ; next = steps.next()) {
      if (next.done === true) return next.value;
      const { entry, events } = next.value;
      this.#counts[entry[2].type === 'checkpoint' ? 'checkpoints' : 'commands'] += 1;
      for (const event of events) this.#event(event);
    }
  }

  #event(event: MarketEvent): void {
    this.#counts.events += 1;
    for (const comparison of this.#tables) {
      const { file, type } = comparison.table;
      if (type !== event.type) continue;
      comparison.expect(event);
      this.#rows[file] = (this.#rows[file] ?? 0) + 1;
    }
  }

  /** Checks the snapshot with which the segment begins, if there is one. @returns a difference, in words */
  #snapshot(segment: number): string | null {
    const path = snapshotPath(this.#session, segment);
    if (!existsSync(path)) return null;
    const file = readSnapshot(this.#session, segment);
    if (file === null) return `${path} is damaged. It can be deleted: recovery does without it.`;
    this.#counts.snapshots += 1;
    const hash = hashState(this.#exchange.state);
    const restored = hashState(new ReplayedExchange(readWhole(this.#session, segment).header, file).state);
    if (hash === file.hash && hash === restored) return null;
    return `${path} holds the state ${restored}, recorded as ${file.hash}; the journal makes ${hash}`;
  }

  #csv(): string | null {
    return (
      this.#tables.map((comparison) => comparison.end()).find((difference) => difference !== null) ?? null
    );
  }
}

function endOf({ path, size }: Segment, whole: number): string | null {
  if (whole === size) return null;
  return `${path}: the last ${size - whole} bytes, from byte ${whole}, were cut short. A start of the exchange with this folder cuts them off.`;
}
