// Runs on all cores, each in a process that ends with it: one that hangs or leaks ends its own run, never the lab.

import type { RunResult } from './measure.ts';
import type { RunRequest } from './run.ts';
import type { RunMessage } from './run-process.ts';
import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** A run that comes no second further within this time hangs. */
const STUCK_MS = 60_000;
const MEMORY_MB = 512;

export interface FailedRun {
  readonly request: RunRequest;
  readonly reason: string;
}

export type Outcome = { readonly result: RunResult } | { readonly failed: FailedRun };

export class LabPool {
  readonly #worker: string;
  readonly #stuckMs: number;
  readonly #running = new Set<ChildProcess>();
  readonly #waiting: (() => void)[] = [];
  #isClosed = false;

  /** @param worker path of the bundle of run-process.ts */
  constructor(worker: string, stuckMs = STUCK_MS) {
    this.#worker = worker;
    this.#stuckMs = stuckMs;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  async run(request: RunRequest): Promise<Outcome> {
    while (this.#running.size >= availableParallelism() && !this.#isClosed)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#isClosed) return { failed: { request, reason: 'the lab was stopped' } };
    const child = fork(this.#worker, {
      execArgv: ['--enable-source-maps', `--max-old-space-size=${MEMORY_MB}`],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#running.add(child);
    try {
      return await this.#outcome(child, request);
    } finally {
      this.#running.delete(child);
      this.#waiting.shift()?.();
    }
  }

  /** Ends what runs, and starts nothing more. */
  close(): void {
    this.#isClosed = true;
    for (const child of this.#running) child.kill('SIGKILL');
    for (const proceed of this.#waiting.splice(0)) proceed();
  }

  #outcome(child: ChildProcess, request: RunRequest): Promise<Outcome> {
    return new Promise((resolve) => {
      let reason = `it ended without a result, or took more than ${MEMORY_MB} MB of memory`;
      let outcome: Outcome | undefined;
      const timer = setTimeout(() => {
        reason = `it hung: ${this.#stuckMs / 1_000} s passed without a step`;
        child.kill('SIGKILL');
      }, this.#stuckMs);
      child.on('message', (message: RunMessage) => {
        timer.refresh();
        if ('result' in message) outcome = message;
        else if ('reason' in message) ({ reason } = message);
      });
      child.once('close', () => {
        clearTimeout(timer);
        resolve(outcome ?? { failed: { request, reason } });
      });
      child.send(request);
    });
  }
}
