/**
 * Runs on several cores, each in a process: one that hangs or leaks ends its own run, never the lab.
 *
 * 1. A process whose strategy has left nothing behind carries out further runs, because its code is compiled then.
 * 2. A run with a journal has a fresh process. It repeats a run that was measured, so it checks rule 1 as well.
 * 3. A run that fails in a used process runs again in a fresh one. So every failure is that of a fresh process.
 */

import { mkdir, rm } from 'node:fs/promises';
import type { RunResult } from './measure.ts';
import type { StartRun } from './run-starters.ts';
import { RunSlots } from './run-slots.ts';
import type { RunRequest } from './run.ts';
import { WarmProcess } from './warm-process.ts';

/** A run that reports no further second within this time hangs. */
const STUCK_MS = 60_000;
/** A run whose process somebody else kills begins again; a system without memory kills it each time. */
const ATTEMPTS_MAX = 3;
/** Processes that wait for a run for longer end. */
const IDLE_MS = 10_000;

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
  readonly #busy = new Set<WarmProcess>();
  /** Processes that wait for a run, the newest last. */
  #idle: WarmProcess[] = [];
  #idleTimer: NodeJS.Timeout | undefined;

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
    this.#endIdle();
    for (const process of this.#busy) process.kill();
  }

  end(): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  async #attempts(request: RunRequest, onSecond: (second: number) => void): Promise<Outcome> {
    let needsFresh = request.record !== undefined;
    let kills = 0;
    while (kills < ATTEMPTS_MAX) {
      const process = this.#processFor(request, needsFresh);
      const ending = await process.run(request, onSecond, this.#stuckMs);
      this.#release(process);
      if (ending !== 'killed' && 'result' in ending) return ending;
      const reason = ending === 'killed' ? 'its process was killed' : ending.reason;
      if (this.isClosed || (ending !== 'killed' && process.isFresh)) return { failed: { request, reason } };
      if (ending === 'killed') kills += 1;
      else needsFresh = true;
      if (request.record !== undefined) await empty(request.record);
    }
    const reason = `its process was killed ${ATTEMPTS_MAX} times`;
    return { failed: { request, reason, isMachine: true } };
  }

  /** One that knows the strategy, where there is one. */
  #processFor({ path }: RunRequest, needsFresh: boolean): WarmProcess {
    this.#idle = this.#idle.filter(({ isUsable }) => isUsable);
    const known = needsFresh
      ? undefined
      : (this.#idle.find((each) => each.path === path) ?? this.#idle.at(-1));
    if (known === undefined && this.#busy.size + this.#idle.length >= this.#runsMax)
      this.#idle.shift()?.kill();
    const process = known ?? new WarmProcess(this.#startRun);
    this.#idle = this.#idle.filter((each) => each !== process);
    this.#busy.add(process);
    return process;
  }

  #release(process: WarmProcess): void {
    this.#busy.delete(process);
    if (this.isClosed || !process.isUsable) return process.kill();
    this.#idle.push(process);
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => this.#endIdle(), IDLE_MS).unref();
  }

  #endIdle(): void {
    clearTimeout(this.#idleTimer);
    for (const process of this.#idle.splice(0)) process.kill();
  }
}

async function empty(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
}
