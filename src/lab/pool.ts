// Runs on several cores, each in a process that ends with it: one that hangs or leaks ends its own run, never the lab.

import { LAB_RUN_MEMORY_MB } from '../contract/lab.ts';
import type { RunResult } from './measure.ts';
import type { RunningProcess, StartRun } from './run-starters.ts';
import type { RunRequest } from './run.ts';

/** A run that reports no further second within this time hangs. */
const STUCK_MS = 60_000;

export interface FailedRun {
  readonly request: RunRequest;
  readonly reason: string;
}

export type Outcome = { readonly result: RunResult } | { readonly failed: FailedRun };

export class LabPool {
  readonly #startRun: StartRun;
  readonly #runsMax: number;
  readonly #stuckMs: number;
  readonly #running = new Set<RunningProcess>();
  readonly #waiting: (() => void)[] = [];
  #isClosed = false;

  /** @param runsMax at the same time */
  constructor(startRun: StartRun, runsMax: number, stuckMs = STUCK_MS) {
    this.#startRun = startRun;
    this.#runsMax = runsMax;
    this.#stuckMs = stuckMs;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get runsMax(): number {
    return this.#runsMax;
  }

  async run(request: RunRequest): Promise<Outcome> {
    while (this.#running.size >= this.#runsMax && !this.#isClosed)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#isClosed) return { failed: { request, reason: 'the lab was stopped' } };
    try {
      return await this.#outcome(request);
    } finally {
      this.#waiting.shift()?.();
    }
  }

  /** Ends what runs, and starts nothing more. */
  close(): void {
    this.#isClosed = true;
    for (const process of this.#running) process.kill();
    for (const proceed of this.#waiting.splice(0)) proceed();
  }

  #outcome(request: RunRequest): Promise<Outcome> {
    return new Promise((resolve) => {
      let reason = `it ended without a result, or took more than ${LAB_RUN_MEMORY_MB} MB of memory`;
      let outcome: Outcome | undefined;
      const process = this.#startRun({
        onMessage: (message) => {
          timer.refresh();
          if ('second' in message) return;
          if ('result' in message) outcome = message;
          else ({ reason } = message);
          process.kill();
        },
        onEnd: () => {
          clearTimeout(timer);
          this.#running.delete(process);
          resolve(outcome ?? { failed: { request, reason } });
        },
      });
      const timer = setTimeout(() => {
        reason = `it hung: ${this.#stuckMs / 1_000} s passed without a step`;
        process.kill();
      }, this.#stuckMs);
      this.#running.add(process);
      process.send(request);
    });
  }
}
