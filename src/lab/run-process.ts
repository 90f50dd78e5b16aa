/** The process of one run: it gets the request and reports every second of the run, then the result or why there is none. */
import type { RunResult } from './measure.ts';
import { runOnce, type RunRequest } from './run.ts';

export type RunMessage =
  { readonly second: number } | { readonly result: RunResult } | { readonly reason: string };

const send = (message: RunMessage, then?: () => void) => process.send?.(message, undefined, undefined, then);

process.once('message', start);

function start(request: RunRequest): void {
  runOnce(request, (second) => send({ second })).then(
    (result) => send({ result }, () => process.disconnect()),
    (error: unknown) => send({ reason: (error as Error).message }, () => process.disconnect()),
  );
}
