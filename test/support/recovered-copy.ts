/** A copy of a session's folder, recovered as by a restart. */
import { cpSync } from 'node:fs';
import { hashState } from '../../src/engine/index.ts';
import { CsvSink } from '../../src/session/csv/csv-sink.ts';
import { csvTablesOf } from '../../src/session/csv/csv-tables.ts';
import { createLogger } from '../../src/runtime/log.ts';
import { recover } from '../../src/session/journal/recover.ts';
import type { SegmentStart } from '../../src/session/journal/segment-header.ts';
import { PROGRAM, type JournaledPit } from './journaled-pit.ts';

export interface RecoveredCopy {
  readonly session: string;
  readonly epoch: string;
  readonly next: SegmentStart;
  readonly seq: number;
  /** Of the state. */
  readonly hash: string;
  readonly log: string;
}

export interface CopyOptions {
  /** Empty. */
  readonly folder: string;
  /** Changes the copy before recovery. */
  readonly change?: (session: string) => void;
  readonly cutsDamaged?: boolean;
  /** True: recover with another version than the writer's. */
  readonly program?: string;
}

/** @returns null when there is no journal. @throws SetupError when it is refused */
export async function recoverCopy(
  { session, setup, state }: JournaledPit,
  { folder, change = () => {}, cutsDamaged = false, program = PROGRAM }: CopyOptions,
): Promise<RecoveredCopy | null> {
  cpSync(session, folder, { recursive: true });
  change(folder);
  const lines: string[] = [];
  const log = createLogger('info', (line) => lines.push(line));
  const csv = new CsvSink(folder, log, csvTablesOf(setup.instruments, state.rules.version));
  try {
    const found = await recover({ session: folder, setup, program, csv, log, cutsDamaged });
    if (found === null) return null;
    const { exchange, next, epoch } = found;
    const hash = hashState(exchange.state);
    return { session: folder, epoch, next, seq: exchange.at.seq, hash, log: lines.join('') };
  } finally {
    await csv.close();
  }
}
