/**
 * A process for runs, one after the other. It gets a request and reports the seconds of the run, then the result or why there
 * is none. After a result it says whether the next run here would be that of a fresh process. The process that started it
 * ends it.
 */
import { listenToParent, postToParent } from '../runtime/parent.ts';
import type { RunResult } from './measure.ts';
import { printableLines } from './printable.ts';
import type { RunRequest } from './run.ts';

export type RunMessage =
  | { readonly second: number }
  | { readonly result: RunResult }
  | { readonly reason: string }
  /** Follows a result. */
  | { readonly isClean: boolean };

/** Seconds of the run between two reports. */
const REPORT_SECONDS = 10;

const send: (message: RunMessage) => void = postToParent;
/** Of the machine, before the lab's is put over it. */
const afterCallbacks = setImmediate;

/** Where Zod reads its settings when a schema is made. */
const ZOD_CONFIG = '__zod_globalConfig';
// Otherwise it compiles text, which the check for leaks takes for the strategy's.
const settings = globalThis as { [ZOD_CONFIG]?: object };
settings[ZOD_CONFIG] = Object.assign(settings[ZOD_CONFIG] ?? {}, { jitless: true });
const host = import('./run-host.ts').then(({ RunHost }) => new RunHost());

listenToParent((message) => void start(message as RunRequest));
process.once('disconnect', () => process.exit());

async function start(request: RunRequest): Promise<void> {
  const onSecond = (second: number) => {
    if (second % REPORT_SECONDS === 0) send({ second });
  };
  const runs = await host;
  try {
    send({ result: await runs.run(request, onSecond) });
    // Promises that the strategy left behind continue first.
    afterCallbacks(() => send({ isClean: runs.trace === undefined }));
  } catch (error) {
    send({ reason: printableLines((error as Error).message) });
  }
}
