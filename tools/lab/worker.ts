/** A process of the pool: one run. */
import { fileURLToPath } from 'node:url';
import type { RunResult } from './measure.ts';
import { runOnce, type RunRequest } from './run.ts';

/** The process reports the run's progress and its result. */
export type WorkerMessage =
  { readonly second: number } | { readonly result: RunResult } | { readonly reason: string };

const send = (message: WorkerMessage, then?: () => void) =>
  process.send?.(message, undefined, undefined, then);

// The lab bundles this file and imports the bundle; only a process that was started with it runs.
if (process.argv[1] === fileURLToPath(import.meta.url)) process.once('message', start);

function start(request: RunRequest): void {
  runOnce(request, (second) => send({ second })).then(
    (result) => send({ result }, () => process.disconnect()),
    (error: unknown) => send({ reason: (error as Error).message }, () => process.disconnect()),
  );
}
