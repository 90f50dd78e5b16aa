/**
 * Two ways to start a process for runs: as a child of this process, or by the parent, because in Electron only the main
 * process can start processes.
 */
import { fork } from 'node:child_process';
import { LAB_RUN_V8_OPTIONS, type LabRunNews, type LabRunOrder } from '../contract/lab.ts';
import type { RunMessage } from './run-process.ts';
import type { RunRequest } from './run.ts';

export interface RunListener {
  readonly onMessage: (message: RunMessage) => void;
  /** Called once, at the end. @param wasKilled true after a signal that no program sends to itself */
  readonly onEnd: (wasKilled: boolean) => void;
}

export interface RunningProcess {
  send(request: RunRequest): void;
  /** Ends the process at once. */
  kill(): void;
}

export type StartRun = (listener: RunListener) => RunningProcess;

/** @param script path of the bundle of run-process.ts */
export function asChild(script: string): StartRun {
  return ({ onMessage, onEnd }) => {
    const child = fork(script, {
      execArgv: ['--enable-source-maps', ...LAB_RUN_V8_OPTIONS],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (message: RunMessage) => onMessage(message));
    child.once('close', (_, signal) => onEnd(signal === 'SIGKILL' || signal === 'SIGTERM'));
    child.on('error', ({ message }) => {
      // Of a process that cannot start, Node reports no end.
      if (child.pid !== undefined) return;
      onMessage(cannotStart(message));
      onEnd(false);
    });
    return {
      send: (request) => {
        if (child.connected) child.send(request, () => {});
      },
      kill: () => void child.kill('SIGKILL'),
    };
  };
}

interface Channel {
  readonly post: (message: LabRunOrder) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
}

export function byParent({ post, onMessage }: Channel): StartRun {
  const listeners = new Map<number, RunListener>();
  let started = 0;
  onMessage((message) => {
    const news = message as LabRunNews;
    const listener = listeners.get(news.run);
    if (news.type === 'run_message') listener?.onMessage(news.message as RunMessage);
    if (news.type !== 'run_ended') return;
    listeners.delete(news.run);
    if (news.launchError !== undefined) listener?.onMessage(cannotStart(news.launchError));
    listener?.onEnd(false);
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

function cannotStart(message: string): RunMessage {
  return { reason: `its process cannot start: ${message}`, isMachine: true };
}
