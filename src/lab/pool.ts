// Runs on several cores, each in a process that ends with it: one that hangs or leaks ends its own run, never the lab.

import { mkdir, rm } from 'node:fs/promises';
import { LAB_RUN_MEMORY_MB } from '../contract/lab.ts';
import type { RunResult } from './measure.ts';
import type { RunningProcess, StartRun } from './run-starters.ts';
import type { RunRequest } from './run.ts';

/** A run that reports no further second within this time hangs. */
const STUCK_MS = 60_000;
/** A run whose process somebody else kills begins again; a system without memory kills it each time. */
const ATTEMPTS_MAX = 3;

export const UNWANTED = 'it is no longer wanted';

export interface FailedRun {
  readonly request: RunRequest;
  readonly reason: string;
  /** This machine's failure: the run may end otherwise on another one. */
  readonly isMachine?: true;
}

export type Outcome = { readonly result: RunResult } | { readonly failed: FailedRun };

export interface RunOptions {
  /** Is called with a second of the run now and then, by this machine's pool alone. */
  readonly onSecond?: (second: number) => void;
  /** Is asked when the run's turn comes; on `false` it fails without a start. */
  readonly isWanted?: () => boolean;
}

/** Where the runs of a lab happen: on this machine, or on those of a queue. */
export interface RunPool {
  readonly isClosed: boolean;
  /** `2 at a time` */
  readonly capacity: string;
  run(request: RunRequest, options?: RunOptions): Promise<Outcome>;
  /** Ends what runs, and starts nothing more. */
  close(): void;
  /** Closes it. Resolves when nothing remains of it elsewhere. */
  end(): Promise<void>;
}

export class LabPool implements RunPool {
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

  get capacity(): string {
    return `${this.#runsMax} at a time`;
  }

  async run(
    request: RunRequest,
    { onSecond = () => {}, isWanted = () => true }: RunOptions = {},
  ): Promise<Outcome> {
    while (this.#running.size >= this.#runsMax && !this.#isClosed)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#isClosed) return { failed: { request, reason: 'the lab was stopped' } };
    try {
      if (!isWanted()) return { failed: { request, reason: UNWANTED } };
      for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
        const outcome = await this.#outcome(request, onSecond);
        if (outcome !== 'killed') return outcome;
        if (request.record !== undefined) await empty(request.record);
      }
      const reason = `its process was killed ${ATTEMPTS_MAX} times`;
      return { failed: { request, reason, isMachine: true } };
    } finally {
      // After the caller has the outcome: it may no longer want the next run.
      queueMicrotask(() => this.#waiting.shift()?.());
    }
  }

  /** Ends what runs, and starts nothing more. */
  close(): void {
    this.#isClosed = true;
    for (const process of this.#running) process.kill();
    for (const proceed of this.#waiting.splice(0)) proceed();
  }

  end(): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  /** @returns `killed`: by somebody else */
  #outcome(request: RunRequest, onSecond: (second: number) => void): Promise<Outcome | 'killed'> {
    return new Promise((resolve) => {
      let reason = `it ended without a result, or took more than ${LAB_RUN_MEMORY_MB} MB of memory`;
      let outcome: Outcome | undefined;
      let isOver = false;
      const end = () => {
        isOver = true;
        process.kill();
      };
      const process = this.#startRun({
        onMessage: (message) => {
          timer.refresh();
          if ('second' in message) return onSecond(message.second);
          if ('result' in message) outcome = message;
          else ({ reason } = message);
          end();
        },
        onEnd: (wasKilled) => {
          clearTimeout(timer);
          this.#running.delete(process);
          if (wasKilled && !isOver && !this.#isClosed) resolve('killed');
          else resolve(outcome ?? { failed: { request, reason } });
        },
      });
      const timer = setTimeout(() => {
        reason = `it hung: ${this.#stuckMs / 1_000} s passed without a step`;
        end();
      }, this.#stuckMs);
      this.#running.add(process);
      process.send(request);
    });
  }
}

async function empty(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
}
