/**
 * A process that carries out runs, one after the other. It receives a request and reports the seconds of the run, and
 * then the result or the reason why there is none. After a result it reports whether the next run here would equal one
 * in a fresh process. The process that started this one ends it.
 */
import { listenToParent, postToParent } from '../runtime/parent.ts';
import type { RunResult } from './measure.ts';
import { printableLines } from './printable.ts';
import type { RunRequest } from './run.ts';

export type RunMessage =
  | { readonly second: number }
  | { readonly result: RunResult }
  | { readonly reason: string; readonly isSetup?: true }
  /** Sent after a result. True: the strategy has left nothing behind. */
  | { readonly isClean: boolean };

/** Seconds of the run between two reports. */
const REPORT_SECONDS = 10;

const send: (message: RunMessage) => void = postToParent;
/** The machine's `setImmediate`, taken before the lab replaces it. */
const afterCallbacks = setImmediate;

/** Global from which Zod reads its settings when a schema is made. */
const ZOD_CONFIG = '__zod_globalConfig';
// Zod must not compile text, because the check for leaks would mistake that for the strategy's.
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
    // Promises that the strategy left behind must continue first.
    afterCallbacks(() => send({ isClean: runs.trace === undefined }));
  } catch (error) {
    const { CannotBegin } = await import('./run.ts');
    const reason = printableLines((error as Error).message);
    send(error instanceof CannotBegin ? { reason, isSetup: true } : { reason });
  }
}
