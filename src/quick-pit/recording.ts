/** Journals a pit in virtual time, as a session that the app plays and `npm run verify-session` checks. */
import { crc32 } from 'node:zlib';
import type { MarketEvent } from '../contract/events.ts';
import type { Command } from '../engine/index.ts';
import { Journal } from '../session/journal/journal.ts';
import type { JournalSetup } from '../session/journal/segment-header.ts';

const PROGRAM = 'lab';
/** Size of a segment. One segment contains the whole run, because snapshots would need a thread. */
const SEGMENT_BYTES = 2 ** 40;

export class Recording {
  readonly #journal: Journal;
  /** CRC-32 of the JSON of all events, each followed by a comma. */
  #digest = 0;

  /** @param folder folder of the session @param rules version of the engine's rules */
  constructor(folder: string, epoch: string, rules: number, setup: JournalSetup) {
    this.#journal = new Journal(
      { segment: 1, at: { seq: 0, digest: 0, time: 0 } },
      {
        session: folder,
        durability: 'os',
        header: { program: PROGRAM, epoch, rules, setup },
        onSegment: () => {},
        segmentBytes: SEGMENT_BYTES,
      },
    );
  }

  /** @param seq `seq` of the newest event before the command */
  command(seq: number, time: number, command: Command): void {
    this.#journal.append(seq, time, command);
  }

  event(event: MarketEvent): void {
    this.#digest = crc32(`${JSON.stringify(event)},`, this.#digest);
  }

  /** Call it before the checkpoint's events. */
  checkpoint(seq: number, time: number): void {
    this.#journal.append(seq, time, { type: 'checkpoint', digest: this.#digest, warnings: [] });
    this.#journal.commit();
  }

  close(): void {
    this.#journal.close();
  }
}
