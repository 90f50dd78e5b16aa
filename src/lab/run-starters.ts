/**
 * Two ways to start the process of a run: as a child of this one, or by the parent, because in Electron only the main
 * process can start others. To the parent the lab posts `start_run`, `run_request` and `end_run` with the number of the
 * run; the parent posts `run_message` and `run_ended`.
 */
import { fork } from 'node:child_process';
import type { RunMessage } from './run-process.ts';
import type { RunRequest } from './run.ts';

/** Of a run's process. */
export const RUN_MEMORY_MB = 512;

export interface RunListener {
  readonly onMessage: (message: RunMessage) => void;
  /** Once, whatever ended it. */
  readonly onEnd: () => void;
}

export interface RunningProcess {
  send(request: RunRequest): void;
  /** Ends it at once. */
  kill(): void;
}

export type StartRun = (listener: RunListener) => RunningProcess;

/** @param script path of the bundle of run-process.ts */
export function asChild(script: string): StartRun {
  return ({ onMessage, onEnd }) => {
    const child = fork(script, {
      execArgv: ['--enable-source-maps', `--max-old-space-size=${RUN_MEMORY_MB}`],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (message: RunMessage) => onMessage(message));
    child.once('close', onEnd);
    return { send: (request) => child.send(request), kill: () => void child.kill('SIGKILL') };
  };
}

export type ToParent =
  | { readonly type: 'start_run'; readonly run: number }
  | { readonly type: 'run_request'; readonly run: number; readonly request: RunRequest }
  | { readonly type: 'end_run'; readonly run: number };

export type FromParent =
  | { readonly type: 'run_message'; readonly run: number; readonly message: RunMessage }
  | { readonly type: 'run_ended'; readonly run: number };

interface Channel {
  readonly post: (message: ToParent) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
}

export function byParent({ post, onMessage }: Channel): StartRun {
  const listeners = new Map<number, RunListener>();
  let started = 0;
  onMessage((message) => {
    const { type, run } = message as FromParent;
    const listener = listeners.get(run);
    if (type === 'run_message') listener?.onMessage((message as { readonly message: RunMessage }).message);
    if (type !== 'run_ended') return;
    listeners.delete(run);
    listener?.onEnd();
  });
  return (listener) => {
    started += 1;
    const run = started;
    listeners.set(run, listener);
    post({ type: 'start_run', run });
    return {
      send: (request) => post({ type: 'run_request', run, request }),
      kill: () => post({ type: 'end_run', run }),
    };
  };
}
