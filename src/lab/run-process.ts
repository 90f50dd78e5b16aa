/**
 * The process of one run: it gets the request and reports the seconds of the run, then the result or why there is none.
 * The process that started it ends it.
 */
import { listenToParent, postToParent } from '../runtime/parent.ts';
import type { RunResult } from './measure.ts';
import { runOnce, type RunRequest } from './run.ts';

export type RunMessage =
  { readonly second: number } | { readonly result: RunResult } | { readonly reason: string };

/** Seconds of the run between two reports. */
const REPORT_SECONDS = 10;

const send: (message: RunMessage) => void = postToParent;

listenToParent((message) => start(message as RunRequest));
process.once('disconnect', () => process.exit());

function start(request: RunRequest): void {
  const onSecond = (second: number) => {
    if (second % REPORT_SECONDS === 0) send({ second });
  };
  runOnce(request, onSecond).then(
    (result) => send({ result }),
    (error: unknown) => send({ reason: (error as Error).message }),
  );
}
