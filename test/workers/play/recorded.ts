/** A short recorded session with several segments, and the events of its whole stream. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { RecordedSession } from '../../../tools/bench/player/recorded-session.ts';
import type { MarketEvent } from '../../../src/contract/events.ts';
import { seededRandom } from '../../../src/contract/seeded-random.ts';
import type { Entry } from '../../../src/session/journal/entry.ts';

export interface Recorded {
  readonly folder: string;
  readonly events: MarketEvent[];
  readonly entries: Entry[];
  readonly session: RecordedSession;
}

interface RecordedOptions {
  readonly commands?: number;
  readonly segmentBytes?: number;
  readonly checkpointMs?: number;
}

/** Empty at first, and deleted after the test. */
export function newRecording({ commands = 600, ...options }: RecordedOptions = {}): Recorded {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-recorded-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const events: MarketEvent[] = [];
  const entries: Entry[] = [];
  const session = new RecordedSession({
    folder,
    commands,
    accounts: 6,
    random: seededRandom(5),
    segmentBytes: 7_000,
    checkpointMs: 50,
    ...options,
    onEvents: (published, entry) => {
      events.push(...published);
      entries.push(entry);
    },
  });
  return { folder, events, entries, session };
}

export function recorded(options?: RecordedOptions): Recorded {
  const recording = newRecording(options);
  recording.session.run();
  return recording;
}
