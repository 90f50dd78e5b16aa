/** The lab's types that the window, the main process and the lab's worker share: request, progress and result. */
import { z } from 'zod';
import type { ParamValues } from './pit-state.ts';

/** Smallest number of seeds. With fewer, no permutation test can find anything at 5 %. */
export const LAB_SEEDS_MIN = 6;
/** Smallest number of seeds of a sweep of three or more values: half choose the best value, the other half judge it. */
export const LAB_SWEEP_SEEDS_MIN = 2 * LAB_SEEDS_MIN;
export const LAB_SEEDS_MAX = 400;
export const LAB_MINUTES_MAX = 240;
/** Memory limit of a run's process, in MB. A process that needs more ends, and only its run with it. */
export const LAB_RUN_MEMORY_MB = 512;
/**
 * V8's options for a run's process. Young objects get half of the usual room, which costs no time and saves 15 MB. The
 * garbage collector has no threads of its own, because the lab has a process for each core.
 */
export const LAB_RUN_V8_OPTIONS: readonly string[] = [
  `--max-old-space-size=${LAB_RUN_MEMORY_MB}`,
  '--max-semi-space-size=8',
  '--single-threaded-gc',
];

/** Name of the profit in tables, with its unit. A pit has one currency, the one of its prices. */
export const LAB_PROFIT = 'PnL an hour, quote currency';

/** What the intervals of a comparison do not say. */
export const LAB_INTERVALS_NOTE =
  'Only the sentence about the profit is a test. The intervals are not corrected for the number of rows: where nothing differs, about one in 20 still leaves out 0.';

/** Account of the strategy in each run. */
export const LAB_ACCOUNT = 'tested';

export interface LabStrategy {
  /** Name of a built-in strategy, or absolute path of a file, with `:Class` where it exports several. */
  readonly strategy: string;
  /** Values that differ from the defaults. */
  readonly params: ParamValues;
}

export interface LabRequest {
  readonly a: LabStrategy;
  /** The strategy that is compared with a. Null: only a is measured. */
  readonly b: LabStrategy | null;
  /** Names of built-in rooms. Empty: the usual crowd without a room. */
  readonly rooms: readonly string[];
  readonly seeds: number;
  /** Minutes that each seed trades, in virtual time. */
  readonly minutes: number;
  /** Values of a parameter of a, in the notation of `--sweep`: `0.1,0.2` or `10..40/10`. Null: no sweep. */
  readonly sweep: { readonly param: string; readonly values: string } | null;
}

/** A mean and its 95 % interval. */
export interface LabFigure {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface LabRow {
  /** Name of the figure in `lab.json`, for example `pnl`. */
  readonly key: string;
  /** Text of the row. Two leading spaces mark a part of the row above. */
  readonly label: string;
  /** Number of digits after the decimal point. */
  readonly digits: number;
  /** Estimate for each variant. Null: no run of the variant has this figure. */
  readonly estimates: readonly (LabFigure | null)[];
  /** Difference of each further variant from the first. */
  readonly differences: readonly (LabFigure | null)[];
}

export interface LabSeed {
  readonly seed: number;
  /** PnL per hour, by variant. */
  readonly pnl: readonly number[];
}

/** A run that was saved with its journal. */
export interface LabSavedRun {
  /** Name of the saved run, for example `b-worst`. */
  readonly name: string;
  /** Index of the variant. */
  readonly variant: number;
  readonly place: 'worst' | 'median' | 'best';
  readonly seed: number;
}

/** Identifies a run of the newest report. */
export interface LabRunName {
  /** Name of the room. Empty: without a room. */
  readonly room: string;
  /** Letter of the variant. */
  readonly letter: string;
  readonly seed: number;
}

/** Progress of a run that is repeated, because it was not saved. */
export interface LabOpening extends LabRunName {
  /** Share of the run that is complete, from 0 to 1. */
  readonly share: number;
}

/** Why a run that was repeated did not open. */
export interface LabOpeningProblem extends LabRunName {
  readonly reason: string;
}

/** File name of a report's page, for people. */
export const LAB_REPORT_PAGE = 'report.html';

/** Name of the session of a seed's run, without the extension. */
export function labSeedRun(letter: string, seed: number): string {
  return `${letter}-seed-${seed}`;
}

export interface LabVariant {
  /** Letter of the variant: `a`, `b`, … */
  readonly letter: string;
  readonly label: string;
}

export interface LabReport {
  /** Conclusions. The first sentence says whether b is better. */
  readonly sentences: readonly string[];
  readonly variants: readonly LabVariant[];
  readonly rows: readonly LabRow[];
  /** Seeds that every variant has completed. */
  readonly seeds: readonly LabSeed[];
  readonly saved: readonly LabSavedRun[];
  /** PnL per hour of each value of a sweep, on the seeds that select the value. Empty: no sweep. */
  readonly sweep: readonly { readonly params: string; readonly pnl: number }[];
  /** Why some runs ended early, or the errors that a strategy threw. */
  readonly problems: readonly string[];
}

/** The report of one room, or why there is none. */
export interface LabRoom {
  /** Name of the room. Empty: the usual crowd without a room. */
  readonly name: string;
  readonly report: LabReport | null;
  readonly reason: string | null;
}

export interface LabResult {
  /** Conclusions over all rooms. Empty: there are fewer than two. */
  readonly sentences: readonly string[];
  readonly rooms: readonly LabRoom[];
  /** Command line that reproduces these figures. */
  readonly command: string;
  /** True when the lab was stopped before its last run. */
  readonly isCut: boolean;
}

export type LabState =
  | { readonly phase: 'idle' }
  | {
      readonly phase: 'running';
      readonly request: LabRequest;
      readonly runsDone: number;
      /** Number of runs. 0: not known yet. */
      readonly runsTotal: number;
      /** Estimated time left. Null: not known yet. */
      readonly secondsLeft: number | null;
      /** True after a request to stop. The lab then reports the runs that it has. */
      readonly isStopping: boolean;
    }
  | {
      readonly phase: 'done';
      readonly request: LabRequest;
      readonly result: LabResult;
      /** The run that is being repeated. Null: none. */
      readonly opening: LabOpening | null;
      /** The run that was repeated last and did not open. Null: it did, or it was cancelled. */
      readonly openingProblem: LabOpeningProblem | null;
    }
  /** `reason` may contain several lines of a file. */
  | { readonly phase: 'failed'; readonly request: LabRequest; readonly reason: string };

/** Progress that the worker announces. */
export const labProgressSchema = z.object({
  event: z.literal('progress'),
  runsDone: z.int().min(0),
  runsTotal: z.int().min(0),
  secondsLeft: z.number().min(0).optional(),
});

/** Progress of a repeated run. */
export const labRepeatSchema = z.object({ event: z.literal('repeat'), share: z.number().min(0).max(1) });

const figure = z.object({ mean: z.number(), low: z.number(), high: z.number() }).nullable();
const text = z.string();
const report = z.object({
  sentences: z.array(text),
  variants: z.array(z.object({ letter: text.regex(/^[a-z]$/), label: text })),
  rows: z.array(
    z.object({
      key: text,
      label: text,
      digits: z.int().min(0).max(8),
      estimates: z.array(figure),
      differences: z.array(figure),
    }),
  ),
  seeds: z.array(z.object({ seed: z.int(), pnl: z.array(z.number()) })),
  saved: z.array(
    z.object({
      name: text.regex(/^[a-z]-[a-z]+$/),
      variant: z.int().min(0),
      place: z.enum(['worst', 'median', 'best']),
      seed: z.int(),
    }),
  ),
  sweep: z.array(z.object({ params: text, pnl: z.number() })),
  problems: z.array(text),
});

/** The message in which the worker sends its result to its parent. */
export const labReportSchema: z.ZodType<{ readonly type: 'report'; readonly result: LabResult }> = z.object({
  type: z.literal('report'),
  result: z.object({
    sentences: z.array(text),
    rooms: z.array(z.object({ name: text, report: report.nullable(), reason: text.nullable() })),
    command: text,
    isCut: z.boolean(),
  }),
});

/**
 * Requests of the worker to its parent. Each run needs a separate process, and in Electron only the main process can
 * start one. `run` is the number of the process.
 */
export type LabRunOrder =
  | { readonly type: 'start_run'; readonly run: number }
  | { readonly type: 'run_request'; readonly run: number; readonly request: object }
  | { readonly type: 'end_run'; readonly run: number };

export const labRunOrderSchema: z.ZodType<LabRunOrder> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start_run'), run: z.int() }),
  z.object({ type: z.literal('run_request'), run: z.int(), request: z.looseObject({}) }),
  z.object({ type: z.literal('end_run'), run: z.int() }),
]);

/** Reports of the parent about the process of a run. */
export type LabRunNews =
  | { readonly type: 'run_message'; readonly run: number; readonly message: unknown }
  | {
      readonly type: 'run_ended';
      readonly run: number;
      /** Why the system could not launch the process. Absent: it could. */
      readonly launchError?: string;
    };
