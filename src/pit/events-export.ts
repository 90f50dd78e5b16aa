/** Has the events of a session written to a file, by a process of its own: making them anew takes a while. */
import { z } from 'zod';
import { parseAnnouncement } from './announcement.ts';
import { EXIT_IN_ORDER, exitReason } from './exit-reason.ts';
import type { Launcher } from './launcher.ts';

const LINES_KEPT_MAX = 100;
const progressSchema = z.object({ event: z.literal('progress'), share: z.number() });

export interface EventsExport {
  readonly launcher: Launcher;
  /** Absolute path of the worker's script. */
  readonly script: string;
  readonly session: string;
  readonly file: string;
  readonly signal: AbortSignal;
  readonly onProgress: (share: number) => void;
}

/** Rejects with words for the user, and when it was ended by the signal. Then there is no file. */
export function writeEventsFile(asked: EventsExport): Promise<void> {
  const { launcher, script, session, file, signal, onProgress } = asked;
  return new Promise((resolve, reject) => {
    const stderr: string[] = [];
    const stop = () => child.post({ type: 'stop' });
    const child = launcher(
      { name: 'export', script, args: [session, file] },
      {
        onSpawn: () => signal.aborted && stop(), // what was posted before may be lost
        onStdoutLine: (line) => {
          const progress = progressSchema.safeParse(parseAnnouncement(line)).data;
          if (progress !== undefined) onProgress(progress.share);
        },
        onStderrLine: (line) => void stderr.splice(0, stderr.push(line) - LINES_KEPT_MAX),
        onExit: (exit) => {
          signal.removeEventListener('abort', stop);
          if (signal.aborted) reject(new Error('The export was cancelled.'));
          else if (exit.code === EXIT_IN_ORDER) resolve();
          else reject(new Error(exitReason(exit, stderr)));
        },
      },
    );
    signal.addEventListener('abort', stop);
    onProgress(0);
  });
}
