/**
 * The process of one run: it gets the request and reports the seconds of the run, then the result or why there is none.
 * The process that started it ends it.
 */
import type { RunResult } from './measure.ts';
import { runOnce, type RunRequest } from './run.ts';

export type RunMessage =
  { readonly second: number } | { readonly result: RunResult } | { readonly reason: string };

/** Seconds of the run between two reports. */
const REPORT_SECONDS = 10;

interface ParentPort {
  postMessage(message: unknown): void;
  once(event: 'message', listener: (message: { readonly data: unknown }) => void): void;
}

/** Electron's utility processes have one, forked Node processes have none. */
const { parentPort } = process as { readonly parentPort?: ParentPort };

function send(message: RunMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin
  parentPort?.postMessage(message);
  process.send?.(message);
}

if (parentPort === undefined) process.once('message', start);
else parentPort.once('message', ({ data }) => start(data as RunRequest));
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
