// Runs on several cores, each in a process that ends with it: one that hangs or leaks ends its own run, never the lab.

import { mkdir, rm } from 'node:fs/promises';
import { LAB_RUN_MEMORY_MB } from '../contract/lab.ts';
import type { RunResult } from './measure.ts';
import type { RunningProcess, StartRun } from './run-starters.ts';
import { RunSlots } from './run-slots.ts';
import type { RunRequest } from './run.ts';

/** A run that reports no further second within this time hangs. */
const STUCK_MS = 60_000;
/** A run whose process somebody else kills begins again; a system without memory kills it each time. */
const ATTEMPTS_MAX = 3;

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
  readonly #slots: RunSlots;
  readonly #running = new Set<RunningProcess>();

  /** @param runsMax at the same time */
  constructor(startRun: StartRun, runsMax: number, stuckMs = STUCK_MS) {
    this.#startRun = startRun;
    this.#runsMax = runsMax;
    this.#stuckMs = stuckMs;
    this.#slots = new RunSlots(runsMax);
  }

  get isClosed(): boolean {
    return this.#slots.isClosed;
  }

  get capacity(): string {
    return `${this.#runsMax} at a time`;
  }

  run(
    request: RunRequest,
    { onSecond = () => {}, isWanted = () => true }: RunOptions = {},
  ): Promise<Outcome> {
    return this.#slots.run(request, isWanted, () => this.#attempts(request, onSecond));
  }

  close(): void {
    this.#slots.close();
    for (const process of this.#running) process.kill();
  }

  end(): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  async #attempts(request: RunRequest, onSecond: (second: number) => void): Promise<Outcome> {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const outcome = await this.#outcome(request, onSecond);
      if (outcome !== 'killed') return outcome;
      if (request.record !== undefined) await empty(request.record);
    }
    const reason = `its process was killed ${ATTEMPTS_MAX} times`;
    return { failed: { request, reason, isMachine: true } };
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
          if (wasKilled && !isOver && !this.isClosed) resolve('killed');
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
