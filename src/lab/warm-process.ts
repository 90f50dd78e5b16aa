/**
 * A process of the pool, which carries out runs one after the other.
 *
 * 1. It is used again only if it reports after a result that the strategy has left nothing behind.
 * 2. In any other case it ends, also when it fails between two runs. The run is then over when the process has ended.
 */
import { LAB_RUN_MEMORY_MB } from '../contract/lab.ts';
import type { RunResult } from './measure.ts';
import type { Failure, RunMessage } from './run-process.ts';
import type { RunningProcess, StartRun } from './run-starters.ts';
import type { RunRequest } from './run.ts';

/** Largest number of runs of one process. The modules of every strategy stay in its memory. */
const RUNS_MAX = 40;
/** Longest time between a result and the report on what the strategy left behind. After it, the process ends. */
const VERDICT_MS = 2_000;
const NO_RESULT = `it ended without a result, or took more than ${LAB_RUN_MEMORY_MB} MB of memory`;

/** Outcome of a run. `killed`: another program killed the process. */
export type Ending = { readonly result: RunResult } | Failure | 'killed';

/** Times after which a run counts as hanging. */
export interface RunLimits {
  /** From the request to the start of the strategy's file. */
  readonly beginMs: number;
  /** From the start of the strategy's file to the first second of the run. */
  readonly loadMs: number;
  /** Without a report of a further second. */
  readonly stuckMs: number;
}

interface Run {
  readonly resolve: (ending: Ending) => void;
  readonly onSecond: (second: number) => void;
  readonly path: string;
  readonly limits: RunLimits;
  timer: NodeJS.Timeout | undefined;
  ending: Ending | undefined;
}

export class WarmProcess {
  readonly #process: RunningProcess;
  #run: Run | undefined;
  #path: string | undefined;
  #runs = 0;
  #isEnding = false;

  constructor(startRun: StartRun) {
    this.#process = startRun({
      onMessage: (message) => this.#take(message),
      onEnd: (wasKilled) => this.#ended(wasKilled),
    });
  }

  /** Path of the strategy of the last run. Undefined: no run yet. */
  get path(): string | undefined {
    return this.#path;
  }

  /** True until the second run begins. */
  get isFresh(): boolean {
    return this.#runs <= 1;
  }

  /** True when it can carry out another run. */
  get isUsable(): boolean {
    return !this.#isEnding && this.#runs < RUNS_MAX;
  }

  run(request: RunRequest, onSecond: (second: number) => void, limits: RunLimits): Promise<Ending> {
    const { path } = request;
    return new Promise((resolve) => {
      this.#run = { path, resolve, onSecond, limits, timer: undefined, ending: undefined };
      this.#limit(limits.beginMs, notBegun(path, limits.beginMs));
      this.#path = path;
      this.#runs += 1;
      this.#process.send(request);
    });
  }

  /** Ends the process at once, and with it the run. */
  kill(): void {
    this.#end({ reason: NO_RESULT });
  }

  #take(message: RunMessage): void {
    if (this.#isEnding) return;
    if ('reason' in message) return this.#end(message);
    const run = this.#run;
    if (run === undefined) return;
    const { path, limits } = run;
    if ('isLoading' in message) this.#limit(limits.loadMs, neverLoads(path, limits.loadMs));
    else if ('second' in message) {
      this.#limit(limits.stuckMs, standsStill(limits.stuckMs));
      run.onSecond(message.second);
    } else if ('result' in message) {
      run.ending = message;
      this.#limit(VERDICT_MS, message);
    } else if (run.ending !== undefined) {
      if (message.isClean) this.#resolve(run.ending);
      else this.#end(run.ending);
    }
  }

  /** Ends the process with this ending, unless it reports something else in time. */
  #limit(ms: number, ending: Ending): void {
    if (this.#run === undefined) return;
    clearTimeout(this.#run.timer);
    this.#run.timer = setTimeout(() => this.#end(ending), ms);
  }

  #end(ending: Ending): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    if (this.#run !== undefined) this.#run.ending ??= ending;
    this.#process.kill();
  }

  #ended(wasKilled: boolean): void {
    const ending = wasKilled && !this.#isEnding ? 'killed' : { reason: NO_RESULT };
    this.#isEnding = true;
    this.#resolve(this.#run?.ending ?? ending);
  }

  #resolve(ending: Ending): void {
    clearTimeout(this.#run?.timer);
    this.#run?.resolve(ending);
    this.#run = undefined;
  }
}

function notBegun(path: string, ms: number): Failure {
  return {
    reason: `${path}: its process has not begun to load the file within ${ms / 1_000} s`,
    isHung: true,
  };
}

function neverLoads(path: string, ms: number): Failure {
  const reason = `${path}: the run has not begun within ${ms / 1_000} s. Look for an endless loop, or an await that waits for ever, in the code that runs while the file loads, or in the constructor.`;
  return { reason, isSetup: true, isHung: true };
}

function standsStill(ms: number): Failure {
  return { reason: `it hung: ${ms / 1_000} s passed without a step`, isHung: true };
}
