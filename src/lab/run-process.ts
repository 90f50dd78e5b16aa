/**
 * A process that carries out runs, one after the other. It receives a request and reports the seconds of the run, and
 * then the result or the reason why there is none. After a result it reports whether the next run here would equal one
 * in a fresh process. It ends when the process that started it ends it, or has ended.
 */
import { listenToParent, postToParent } from '../runtime/parent.ts';
import { endWithParent } from '../runtime/parent-watch.ts';
import type { RunResult } from './measure.ts';
import { printableLines } from './printable.ts';
import type { RunRequest } from './run.ts';
import { secondReports } from './second-reports.ts';
import { Hung } from './step-limit.ts';

/** Why a run has no result. */
export interface Failure {
  readonly reason: string;
  /** True: the strategy cannot begin a run, whatever the seed. */
  readonly isSetup?: true;
  /** True: the strategy's code did not return. */
  readonly isHung?: true;
  /** True: this machine cannot carry out the run. Another one may. */
  readonly isMachine?: true;
}

export type RunMessage =
  /** Sent before the strategy's file runs. */
  | { readonly isLoading: true }
  | { readonly second: number }
  | { readonly result: RunResult }
  | Failure
  /** Sent after a result. True: the strategy has left nothing behind. */
  | { readonly isClean: boolean };

const send: (message: RunMessage) => void = postToParent;
/** The machine's `setImmediate` and clock, taken before the lab replaces them. */
const afterCallbacks = setImmediate;
const { now: machineNowMs } = Date;

endWithParent(new URL('./parent-watch.js', import.meta.url));

/** Global from which Zod reads its settings when a schema is made. */
const ZOD_CONFIG = '__zod_globalConfig';
// Zod must not compile text, because the check for leaks would mistake that for the strategy's.
const settings = globalThis as { [ZOD_CONFIG]?: object };
settings[ZOD_CONFIG] = Object.assign(settings[ZOD_CONFIG] ?? {}, { jitless: true });
const host = import('./run-host.ts').then(({ RunHost }) => new RunHost());

listenToParent((message) => void start(message as RunRequest));
process.once('disconnect', () => process.exit());
// Most often a rejected promise that nobody awaits. The pool ends the process, as Node would, but knows the reason.
void host.then((runs) =>
  process.on('uncaughtException', (error) =>
    send({ reason: printableLines(`it failed outside its callbacks: ${runs.quote(error)}`) }),
  ),
);

async function start(request: RunRequest): Promise<void> {
  const onSecond = secondReports((second) => send({ second }), machineNowMs);
  const runs = await host;
  try {
    send({ result: await runs.run(request, () => send({ isLoading: true }), onSecond) });
    // Promises that the strategy left behind must continue first.
    afterCallbacks(() => send({ isClean: runs.trace === undefined }));
  } catch (error) {
    const { CannotBegin } = await import('./run.ts');
    const reason = printableLines((error as Error).message);
    if (error instanceof CannotBegin) send({ reason, isSetup: true });
    else send(error instanceof Hung ? { reason, isHung: true } : { reason });
  }
}
