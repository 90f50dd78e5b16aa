/**
 * Carries out runs on several cores, each in a separate process. A run that hangs or leaks ends its own process, and
 * never the lab.
 *
 * 1. A process whose strategy has left nothing behind carries out further runs, because its code is already compiled.
 * 2. A run with a journal gets a fresh process. It repeats a measured run, so it also checks rule 1.
 * 3. A run that fails in a used process is repeated in a fresh one. Every reported failure is therefore one of a fresh
 *    process. A file that never finishes loading is the exception: it would take the time of a second limit.
 */

import { mkdir, rm } from 'node:fs/promises';
import { deleteAbandoned } from '../runtime/own-folder.ts';
import type { RunResult } from './measure.ts';
import type { Failure } from './run-process.ts';
import type { StartRun } from './run-starters.ts';
import { RunSlots } from './run-slots.ts';
import type { RunRequest } from './run.ts';
import { WarmProcess, type RunLimits } from './warm-process.ts';

/**
 * Loading takes milliseconds, or a second or two with the largest packages, and a second of the run takes milliseconds.
 * A machine that is busy or pauses for seconds stays below these limits.
 */
const LIMITS: RunLimits = { beginMs: 60_000, loadMs: 10_000, stuckMs: 60_000 };
/**
 * Largest number of attempts. A run whose process is killed from outside begins again, and a system without memory
 * kills it each time.
 */
const ATTEMPTS_MAX = 3;
/** Time after which a process without a run ends. */
const IDLE_MS = 10_000;

export interface FailedRun {
  readonly request: RunRequest;
  readonly reason: string;
  /** True for a failure of this machine: the run may have another outcome on another one. */
  readonly isMachine?: true;
  /** True when the strategy cannot begin a run, for example because of a parameter. It fails on every seed. */
  readonly isSetup?: true | undefined;
  /** True when the strategy's code did not return. */
  readonly isHung?: true | undefined;
}

export type Outcome = { readonly result: RunResult } | { readonly failed: FailedRun };

export interface RunOptions {
  /** Called regularly with a second of the run, only by this machine's pool. */
  readonly onSecond?: (second: number) => void;
  /** Called when it is the run's turn. On `false`, the run fails without a start. */
  readonly isWanted?: () => boolean;
}

/** Place of a lab's runs: this machine, or the machines of a queue. */
export interface RunPool {
  readonly isClosed: boolean;
  /** Number of simultaneous runs as text, for example `2 at a time`. */
  readonly capacity: string;
  run(request: RunRequest, options?: RunOptions): Promise<Outcome>;
  /** Ends all runs, and starts no more. */
  close(): void;
  /** Closes the pool. Resolves when nothing of it remains elsewhere. */
  end(): Promise<void>;
}

export class LabPool implements RunPool {
  readonly #startRun: StartRun;
  readonly #runsMax: number;
  readonly #limits: RunLimits;
  readonly #slots: RunSlots;
  readonly #busy = new Set<WarmProcess>();
  /** Processes that wait for a run, the newest last. */
  #idle: WarmProcess[] = [];
  #idleTimer: NodeJS.Timeout | undefined;

  /** @param runsMax largest number of runs at the same time */
  constructor(startRun: StartRun, runsMax: number, limits = LIMITS) {
    this.#startRun = startRun;
    this.#runsMax = runsMax;
    this.#limits = limits;
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
      const ending = await process.run(request, onSecond, this.#limits);
      this.#release(process);
      if (ending !== 'killed' && 'result' in ending) return ending;
      deleteAbandoned('strategy');
      const failure = ending === 'killed' ? { reason: 'its process was killed' } : ending;
      if (this.isClosed || (ending !== 'killed' && (process.isFresh || neverLoads(ending))))
        return { failed: { request, ...failure } };
      if (ending === 'killed') kills += 1;
      else needsFresh = true;
      if (request.record !== undefined) await empty(request.record);
    }
    const reason = `its process was killed ${ATTEMPTS_MAX} times`;
    return { failed: { request, reason, isMachine: true } };
  }

  /** A process for a run: one that knows the strategy, or else any idle one, or else a new one. */
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

/** True when the strategy's file never finishes loading. */
function neverLoads({ isSetup, isHung }: Failure): boolean {
  return isSetup === true && isHung === true;
}

async function empty(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
}
