/**
 * A process of the pool, which carries out runs one after the other.
 *
 * 1. It is used again only if it reports after a result that the strategy has left nothing behind.
 * 2. In any other case it ends. The run is over when the process has ended.
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

interface Run {
  readonly resolve: (ending: Ending) => void;
  readonly onSecond: (second: number) => void;
  timer: NodeJS.Timeout;
  /** True when the strategy has loaded and the first second of the run has begun. */
  hasBegun: boolean;
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

  /**
   * Carries out a run.
   * @param stuckMs time without a report of a further second after which the run counts as hanging
   */
  run(request: RunRequest, onSecond: (second: number) => void, stuckMs: number): Promise<Ending> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#stuck(request.path, stuckMs), stuckMs);
      this.#run = { resolve, onSecond, timer, hasBegun: false, ending: undefined };
      this.#path = request.path;
      this.#runs += 1;
      this.#process.send(request);
    });
  }

  #stuck(path: string, stuckMs: number): void {
    const passed = `${stuckMs / 1_000} s`;
    const reason =
      this.#run?.hasBegun === true
        ? `it hung: ${passed} passed without a step`
        : `${path}: the run has not begun within ${passed}. Look for an endless loop in the code that runs while the file loads, or in the constructor.`;
    this.#end({ reason, isHung: true });
  }

  /** Ends the process at once, and with it the run. */
  kill(): void {
    this.#end({ reason: NO_RESULT });
  }

  #take(message: RunMessage): void {
    const run = this.#run;
    if (run === undefined || this.#isEnding) return;
    if ('second' in message) {
      run.timer.refresh();
      run.hasBegun = true;
      run.onSecond(message.second);
    } else if ('reason' in message) this.#end(message);
    else if ('result' in message) {
      clearTimeout(run.timer);
      run.ending = message;
      run.timer = setTimeout(() => this.#end(message), VERDICT_MS);
    } else if (run.ending !== undefined) {
      if (message.isClean) this.#resolve(run.ending);
      else this.#end(run.ending);
    }
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
