/**
 * The lab of the app. One lab runs at a time, in its worker. The runs have separate processes. This class starts and
 * ends them for the worker, because in Electron only the main process can start processes.
 */
import {
  LAB_RUN_V8_OPTIONS,
  labProgressSchema,
  labRepeatSchema,
  labReportSchema,
  labRunOrderSchema,
  type LabOpening,
  type LabOpeningProblem,
  type LabRequest,
  type LabResult,
  type LabRunName,
  type LabRunNews,
  type LabState,
  type LabStrategy,
} from '../contract/lab.ts';
import type { Outcome } from '../contract/pit-state.ts';
import type { Exit, LaunchedProcess, Launcher } from '../runtime/launcher.ts';
import type { Failure } from '../runtime/failure.ts';
import { failureIn, parseAnnouncement, type Announcement } from './announcement.ts';
import { EXIT_IN_ORDER } from '../runtime/exit-codes.ts';
import { exitReason } from './exit-reason.ts';
import { paramWords } from './roster.ts';

/** Largest number of runs at the same time, more than a worker ever requests. */
const RUNS_MAX = 256;

export interface LabRunnerOptions {
  readonly launcher: Launcher;
  /** Absolute paths of the scripts of the worker and of a run. */
  readonly scripts: { readonly lab: string; readonly run: string };
  /** Folder of the built-in strategies. */
  readonly strategiesDir: string;
  readonly onChange: () => void;
}

/** Folder of a report: `name` in `dataDir`. */
export interface ReportPlace {
  readonly dataDir: string;
  readonly name: string;
}

interface WorkerListener {
  readonly onAnnouncement: (announcement: Announcement | null) => void;
  readonly onEnd: (exit: Exit, failure: Failure | null) => void;
}

export class LabRunner {
  readonly #options: LabRunnerOptions;
  #state: LabState = { phase: 'idle' };
  #worker: LaunchedProcess | null = null;
  /** Result of the running worker. It counts once the worker has ended. */
  #result: LabResult | null = null;
  /** True when the user has cancelled the worker that runs or ran last. */
  #isCancelled = false;
  readonly #runs = new Map<number, LaunchedProcess>();

  constructor(options: LabRunnerOptions) {
    this.#options = options;
  }

  get state(): LabState {
    return this.#state;
  }

  /** Starts a lab. The caller has checked the request. */
  start(request: LabRequest, place: ReportPlace): Outcome {
    if (this.#worker !== null) return { ok: false, reason: this.#busy() };
    this.#enter({
      phase: 'running',
      request,
      runsDone: 0,
      runsTotal: 0,
      secondsLeft: null,
      isStopping: false,
    });
    this.#launch([...labArgs(request), ...placeArgs(place)], {
      onAnnouncement: (announcement) => this.#progressed(announcement),
      onEnd: (exit, failure) => this.#ended(exit, failure),
    });
    return { ok: true };
  }

  /** Repeats a run of the newest report, and packs its session beside the report. Resolves when the file exists. */
  repeat(run: LabRunName, place: ReportPlace): Promise<Outcome> {
    const { room, letter, seed } = run;
    if (this.#worker !== null) return Promise.resolve({ ok: false, reason: this.#busy() });
    this.#showOpening({ ...run, share: 0 });
    this.#isCancelled = false;
    const name = `${room === '' ? '' : `${room}/`}${letter}:${seed}`;
    return new Promise((resolve) => {
      this.#launch([`--open=${name}`, ...placeArgs(place)], {
        onAnnouncement: (announcement) => {
          const { share } = labRepeatSchema.safeParse(announcement).data ?? {};
          if (share !== undefined) this.#showOpening({ ...run, share });
        },
        onEnd: (exit, failure) => {
          this.#showOpening(null);
          if (this.#isCancelled) resolve({ ok: false, reason: `Seed ${seed} of ${letter} was cancelled.` });
          else if (exit.code === EXIT_IN_ORDER) resolve({ ok: true });
          else {
            const reason = failure?.reason ?? exitReason(exit, failure);
            this.#showProblem({ ...run, reason });
            resolve({ ok: false, reason });
          }
        },
      });
    });
  }

  /** Stops the lab, which then reports the seeds that it has completed. */
  cancel(): Outcome {
    if (this.#worker === null) return { ok: false, reason: 'No lab is running.' };
    this.#isCancelled = true;
    if (this.#state.phase === 'running') this.#enter({ ...this.#state, isStopping: true });
    this.#worker.post({ type: 'stop' });
    return { ok: true };
  }

  /** Ends everything at once, without a report. */
  close(): void {
    this.#worker?.kill();
    this.#endRuns();
  }

  /** Removes the last problem from the state, because another run opens. */
  forgetProblem(): void {
    if (this.#state.phase === 'done' && this.#state.openingProblem !== null) this.#showProblem(null);
  }

  #busy(): string {
    return this.#state.phase === 'running'
      ? 'A lab is running: wait until it is done, or cancel it.'
      : 'The lab repeats a run: wait until it is done, or cancel it.';
  }

  #launch(args: readonly string[], { onAnnouncement, onEnd }: WorkerListener): void {
    const { launcher, scripts, strategiesDir } = this.#options;
    let failure: Failure | null = null;
    this.#worker = launcher(
      { name: 'lab', script: scripts.lab, args: [...args, `--strategies-dir=${strategiesDir}`] },
      {
        onSpawn: () => {},
        onStdoutLine: (line) => {
          const announcement = parseAnnouncement(line);
          failure = failureIn(announcement) ?? failure;
          onAnnouncement(announcement);
        },
        onStderrLine: () => {},
        onMessage: (message) => this.#received(message),
        onExit: (exit) => {
          this.#worker = null;
          this.#endRuns();
          onEnd(exit, failure);
        },
      },
    );
  }

  #showOpening(opening: LabOpening | null): void {
    if (this.#state.phase === 'done') this.#enter({ ...this.#state, opening });
  }

  /** Puts the problem into the state, because the window may be closed when the reason becomes known. */
  #showProblem(openingProblem: LabOpeningProblem | null): void {
    if (this.#state.phase === 'done') this.#enter({ ...this.#state, openingProblem });
  }

  #progressed(announcement: Announcement | null): void {
    const progress = labProgressSchema.safeParse(announcement).data;
    if (this.#state.phase !== 'running' || progress === undefined) return;
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
      { name: `lab run ${run}`, script: scripts.run, args: [], v8Options: LAB_RUN_V8_OPTIONS },
      {
        onSpawn: () => {},
        onStdoutLine: () => {},
        onStderrLine: () => {},
        onMessage: (message) => {
          if (this.#runs.get(run) === process) this.#report({ type: 'run_message', run, message });
        },
        onExit: ({ launchError }) => {
          // The next lab may have a run with the same number.
          if (this.#runs.get(run) !== process) return;
          this.#runs.delete(run);
          this.#report({ type: 'run_ended', run, ...(launchError !== undefined && { launchError }) });
        },
      },
    );
    this.#runs.set(run, process);
  }

  #report(news: LabRunNews): void {
    this.#worker?.post(news);
  }

  #ended(exit: Exit, failure: Failure | null): void {
    const result = this.#result;
    this.#result = null;
    if (this.#state.phase !== 'running') return;
    const { request } = this.#state;
    if (result === null) {
      const reason = failure?.reason ?? exitReason(exit, failure);
      return this.#enter({ phase: 'failed', request, reason });
    }
    const hasReport = result.rooms.some(({ report }) => report !== null);
    if (hasReport)
      return this.#enter({ phase: 'done', request, result, opening: null, openingProblem: null });
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

/** Options of `npm run lab` for a request. */
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

function placeArgs({ dataDir, name }: ReportPlace): readonly string[] {
  return [`--data-dir=${dataDir}`, `--name=${name}`];
}

function paramsOf({ params }: LabStrategy, letter: string): readonly string[] {
  return paramWords(params).map((word) => `--param=${letter}.${word}`);
}
