/**
 * The lab of the app. One lab runs at a time, in its worker; each run has a process that this one starts and ends for the
 * worker, because in Electron only the main process can start others.
 */
import {
  LAB_RUN_MEMORY_MB,
  labProgressSchema,
  labReportSchema,
  labRunOrderSchema,
  type LabRequest,
  type LabResult,
  type LabRunNews,
  type LabState,
  type LabStrategy,
} from '../contract/lab.ts';
import type { Outcome } from '../contract/pit-state.ts';
import type { Exit, LaunchedProcess, Launcher } from '../runtime/launcher.ts';
import type { Failure } from '../runtime/failure.ts';
import type { z } from 'zod';
import { failureIn, parseAnnouncement } from './announcement.ts';
import { exitReason } from './exit-reason.ts';
import { paramWords } from './roster.ts';

/** More than a worker ever asks for at the same time. */
const RUNS_MAX = 256;

export interface LabRunnerOptions {
  readonly launcher: Launcher;
  /** Absolute paths of the worker's script and of that of a run. */
  readonly scripts: { readonly lab: string; readonly run: string };
  /** Folder of the built-in strategies. */
  readonly strategiesDir: string;
  readonly onChange: () => void;
}

export class LabRunner {
  readonly #options: LabRunnerOptions;
  #state: LabState = { phase: 'idle' };
  #worker: LaunchedProcess | null = null;
  /** Of the worker that runs; it counts from its exit on. */
  #result: LabResult | null = null;
  readonly #runs = new Map<number, LaunchedProcess>();

  constructor(options: LabRunnerOptions) {
    this.#options = options;
  }

  get state(): LabState {
    return this.#state;
  }

  /** @param folder of the report: `dataDir` and `name` in it. The request is valid. */
  start(request: LabRequest, folder: { readonly dataDir: string; readonly name: string }): Outcome {
    if (this.#worker !== null)
      return { ok: false, reason: 'A lab is running: wait until it is done, or cancel it.' };
    const { launcher, scripts, strategiesDir } = this.#options;
    const args = [
      ...labArgs(request),
      `--data-dir=${folder.dataDir}`,
      `--name=${folder.name}`,
      `--strategies-dir=${strategiesDir}`,
    ];
    let failure: Failure | null = null;
    this.#enter({
      phase: 'running',
      request,
      runsDone: 0,
      runsTotal: 0,
      secondsLeft: null,
      isStopping: false,
    });
    this.#worker = launcher(
      { name: 'lab', script: scripts.lab, args },
      {
        onSpawn: () => {},
        onStdoutLine: (line) => {
          const announcement = parseAnnouncement(line);
          failure = failureIn(announcement) ?? failure;
          const progress = labProgressSchema.safeParse(announcement).data;
          if (progress !== undefined) this.#progressed(progress);
        },
        onStderrLine: () => {},
        onMessage: (message) => this.#received(message),
        onExit: (exit) => this.#ended(exit, failure),
      },
    );
    return { ok: true };
  }

  /** It reports the seeds that it has finished. */
  cancel(): Outcome {
    if (this.#state.phase !== 'running') return { ok: false, reason: 'No lab is running.' };
    this.#enter({ ...this.#state, isStopping: true });
    this.#worker?.post({ type: 'stop' });
    return { ok: true };
  }

  /** Ends everything at once, without a report. */
  close(): void {
    this.#worker?.kill();
    this.#endRuns();
  }

  #progressed(progress: z.output<typeof labProgressSchema>): void {
    if (this.#state.phase !== 'running') return;
    const { runsDone, runsTotal, secondsLeft = null } = progress;
    this.#enter({ ...this.#state, runsDone, runsTotal, secondsLeft });
  }

  #received(message: unknown): void {
    const report = labReportSchema.safeParse(message).data;
    const { state } = this;
    if (report !== undefined && state.phase === 'running') this.#result = report.result;
    const order = labRunOrderSchema.safeParse(message).data;
    if (order === undefined) return;
    switch (order.type) {
      case 'start_run':
        return this.#startRun(order.run);
      case 'run_request':
        return this.#runs.get(order.run)?.post(order.request);
      case 'end_run':
        return this.#runs.get(order.run)?.kill();
    }
  }

  #startRun(run: number): void {
    if (this.#runs.size >= RUNS_MAX || this.#runs.has(run)) return;
    const { launcher, scripts } = this.#options;
    const process = launcher(
      { name: `lab run ${run}`, script: scripts.run, args: [], memoryMb: LAB_RUN_MEMORY_MB },
      {
        onSpawn: () => {},
        onStdoutLine: () => {},
        onStderrLine: () => {},
        onMessage: (message) => {
          if (this.#runs.get(run) === process) this.#report({ type: 'run_message', run, message });
        },
        onExit: () => {
          // The next lab may have a run of the same number.
          if (this.#runs.get(run) !== process) return;
          this.#runs.delete(run);
          this.#report({ type: 'run_ended', run });
        },
      },
    );
    this.#runs.set(run, process);
  }

  #report(news: LabRunNews): void {
    this.#worker?.post(news);
  }

  #ended(exit: Exit, failure: Failure | null): void {
    this.#worker = null;
    this.#endRuns();
    const result = this.#result;
    this.#result = null;
    if (this.#state.phase !== 'running') return;
    const { request } = this.#state;
    if (result === null) {
      const reason = failure?.reason ?? exitReason(exit, failure);
      return this.#enter({ phase: 'failed', request, reason });
    }
    const hasReport = result.rooms.some(({ report }) => report !== null);
    if (hasReport) return this.#enter({ phase: 'done', request, result });
    this.#enter({ phase: 'failed', request, reason: result.rooms[0]?.reason ?? 'There is no report.' });
  }

  #endRuns(): void {
    for (const process of this.#runs.values()) process.kill();
    this.#runs.clear();
  }

  #enter(state: LabState): void {
    this.#state = state;
    this.#options.onChange();
  }
}

/** The command line of `npm run lab`. */
export function labArgs({ a, b, rooms, seeds, minutes, sweep }: LabRequest): readonly string[] {
  const strategies = [a, ...(b === null ? [] : [b])];
  return [
    ...strategies.map(({ strategy }) => strategy),
    ...strategies.flatMap((strategy, index) => paramsOf(strategy, 'ab'.charAt(index))),
    ...(sweep === null ? [] : [`--sweep=${sweep.param}=${sweep.values}`]),
    ...(rooms.length === 0 ? [] : [`--rooms=${rooms.join(',')}`]),
    `--seeds=${seeds}`,
    `--minutes=${minutes}`,
  ];
}

function paramsOf({ params }: LabStrategy, letter: string): readonly string[] {
  return paramWords(params).map((word) => `--param=${letter}.${word}`);
}
