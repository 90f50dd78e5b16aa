/** The lab as the window, the main process and the lab's worker know it: what was asked for, how far it is, what it says. */
import { z } from 'zod';
import type { ParamValues } from './pit-state.ts';

/** With fewer seeds, no permutation test can find anything at 5 %. */
export const LAB_SEEDS_MIN = 6;
export const LAB_SEEDS_MAX = 400;
export const LAB_MINUTES_MAX = 240;
/** Of a run's process: one that needs more ends, and with it this run alone. */
export const LAB_RUN_MEMORY_MB = 512;

/** The account of the strategy in each run. */
export const LAB_ACCOUNT = 'tested';

export interface LabStrategy {
  /** A built-in's name, or a file's absolute path, with `:Class` where it exports several. */
  readonly strategy: string;
  /** The values that differ from the defaults. */
  readonly params: ParamValues;
}

export interface LabRequest {
  readonly a: LabStrategy;
  /** Null: how good is a? */
  readonly b: LabStrategy | null;
  /** Names of rooms in the box; empty: the crowd as usual. */
  readonly rooms: readonly string[];
  readonly seeds: number;
  /** That each seed trades. */
  readonly minutes: number;
  /** Values of a parameter of a, as `--sweep` takes them: `0.1,0.2` or `10..40/10`; null: none. */
  readonly sweep: { readonly param: string; readonly values: string } | null;
}

/** A mean and its 95 % interval. */
export interface LabFigure {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface LabRow {
  /** `pnl`; as in `lab.json`. */
  readonly key: string;
  /** Two spaces before a part of the row above. */
  readonly label: string;
  /** After the decimal point. */
  readonly digits: number;
  /** By variant; null: no run of it has this figure. */
  readonly estimates: readonly (LabFigure | null)[];
  /** Of the second and later variants, less the first. */
  readonly differences: readonly (LabFigure | null)[];
}

export interface LabSeed {
  readonly seed: number;
  /** PnL an hour, by variant. */
  readonly pnl: readonly number[];
}

/** A run that was saved with its journal. */
export interface LabSavedRun {
  /** `b-worst` */
  readonly name: string;
  /** Index of the variant. */
  readonly variant: number;
  readonly place: 'worst' | 'median' | 'best';
  readonly seed: number;
}

/** Of the newest report. */
export interface LabRunName {
  /** Empty: without rooms. */
  readonly room: string;
  /** Of the variant. */
  readonly letter: string;
  readonly seed: number;
}

/** A run that runs again, because it was not saved. */
export interface LabOpening extends LabRunName {
  /** Of the run that is done, 0 to 1. */
  readonly share: number;
}

/** The name of a seed's session, without its extension. */
export function labSeedRun(letter: string, seed: number): string {
  return `${letter}-seed-${seed}`;
}

export interface LabVariant {
  /** `a`, `b`, … */
  readonly letter: string;
  readonly label: string;
}

export interface LabReport {
  /** The first says whether b is better. */
  readonly sentences: readonly string[];
  readonly variants: readonly LabVariant[];
  readonly rows: readonly LabRow[];
  /** Finished by every variant. */
  readonly seeds: readonly LabSeed[];
  readonly saved: readonly LabSavedRun[];
  /** Each value of a sweep on the seeds that chose, PnL an hour; empty: no sweep. */
  readonly sweep: readonly { readonly params: string; readonly pnl: number }[];
  /** Why some runs ended early, or what a strategy threw. */
  readonly problems: readonly string[];
}

/** The report of one room, or why there is none. */
export interface LabRoom {
  /** Empty: the crowd as usual. */
  readonly name: string;
  readonly report: LabReport | null;
  readonly reason: string | null;
}

export interface LabResult {
  /** Over all rooms; empty with fewer than two. */
  readonly sentences: readonly string[];
  readonly rooms: readonly LabRoom[];
  /** That prints the same figures again. */
  readonly command: string;
  /** It was stopped before its last run. */
  readonly isCut: boolean;
}

export type LabState =
  | { readonly phase: 'idle' }
  | {
      readonly phase: 'running';
      readonly request: LabRequest;
      readonly runsDone: number;
      /** 0: not known yet. */
      readonly runsTotal: number;
      /** Null: not known yet. */
      readonly secondsLeft: number | null;
      /** It was asked to stop and reports what there is. */
      readonly isStopping: boolean;
    }
  | {
      readonly phase: 'done';
      readonly request: LabRequest;
      readonly result: LabResult;
      /** Null: no run runs again. */
      readonly opening: LabOpening | null;
    }
  /** `reason` may quote lines of a file. */
  | { readonly phase: 'failed'; readonly request: LabRequest; readonly reason: string };

/** What the worker announces on its way. */
export const labProgressSchema = z.object({
  event: z.literal('progress'),
  runsDone: z.int().min(0),
  runsTotal: z.int().min(0),
  secondsLeft: z.number().min(0).optional(),
});

/** The same of a run that runs again. */
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
 * What the worker asks of its parent, because in Electron only the main process can start others: each run has a process.
 * `run` is the run's number.
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

/** What the parent reports of the process of a run. */
export type LabRunNews =
  | { readonly type: 'run_message'; readonly run: number; readonly message: unknown }
  | { readonly type: 'run_ended'; readonly run: number };
