/**
 * Writes the events, orders or fills of a session to a file. A separate process does it, because replaying the journal
 * takes a while.
 */
import { z } from 'zod';
import { failureIn, parseAnnouncement } from './announcement.ts';
import { EXIT_IN_ORDER } from '../runtime/exit-codes.ts';
import { exitReason } from './exit-reason.ts';
import type { ExportFormat } from '../session/csv/csv-files.ts';
import type { Failure } from '../runtime/failure.ts';
import type { Launcher } from '../runtime/launcher.ts';

const progressSchema = z.object({ event: z.literal('progress'), share: z.number() });

export interface EventsExport {
  readonly launcher: Launcher;
  /** Absolute path of the worker's script. */
  readonly script: string;
  readonly session: string;
  readonly file: string;
  readonly format: ExportFormat;
  readonly signal: AbortSignal;
  readonly onProgress: (share: number) => void;
}

/** Rejects with a sentence for the user when the export fails or the signal ends it. Then there is no file. */
export function writeEventsFile(asked: EventsExport): Promise<void> {
  const { launcher, script, session, file, format, signal, onProgress } = asked;
  return new Promise((resolve, reject) => {
    let failure: Failure | null = null;
    const stop = () => child.post({ type: 'stop' });
    const child = launcher(
      { name: 'export', script, args: [session, file, `--format=${format}`] },
      {
        onSpawn: () => {},
        onStdoutLine: (line) => {
          const announcement = parseAnnouncement(line);
          failure = failureIn(announcement) ?? failure;
          const progress = progressSchema.safeParse(announcement).data;
          if (progress !== undefined) onProgress(progress.share);
        },
        onStderrLine: () => {},
        onExit: (exit) => {
          signal.removeEventListener('abort', stop);
          if (signal.aborted) reject(new Error('The export was cancelled.'));
          else if (exit.code === EXIT_IN_ORDER) resolve();
          else reject(new Error(exitReason(exit, failure)));
        },
      },
    );
    signal.addEventListener('abort', stop);
    onProgress(0);
  });
}
