/** The types of `botpit/lab`. This file imports nothing, so an editor shows them wherever Botpit is installed. */

/**
 * The options of `npm run lab`. Paths of strategies, of a recording, of a session and of `folder` are relative to the
 * folder in which npm was started (INIT_CWD), or without npm to the working directory.
 */
export interface LabOptions {
  /** Files of strategies (`mine.ts`, `mine.ts:Second`) or names of built-in ones. The first is a, the next b, … */
  readonly strategies: readonly string[];
  /** Seeds: the first N, or the first and the last one of a range. Absent: 20, or with `recorded` every slice. */
  readonly seeds?: number | readonly [first: number, last: number];
  /** Confidence of the decision, for example 0.95. The lab runs seeds until the difference is decided. */
  readonly until?: number;
  /** Largest number of seeds with `until`. */
  readonly seedsMax?: number;
  /** Minutes that each seed trades. */
  readonly minutes?: number;
  /** Parameters of every strategy, by name. */
  readonly params?: Readonly<Record<string, string | number | boolean>>;
  /** Values of parameters. Every combination of them is a variant. */
  readonly sweep?: Readonly<Record<string, readonly (string | number | boolean)[]>>;
  /** Number of traders in the crowd. */
  readonly crowd?: number;
  /** Built-in strategies that trade in addition to the crowd. */
  readonly bots?: readonly string[];
  /** Names of rooms, or files that end in .json. */
  readonly rooms?: readonly string[];
  /** Path of a LOBSTER message file that replaces the crowd. */
  readonly recorded?: string;
  /** Instrument of a strategy that trades only one. With `recorded`, the instrument of the file. */
  readonly symbol?: string;
  /** Latency: `1ms`, `order=5ms±2,feed=3ms` or `from SESSION`. */
  readonly latency?: string;
  /** True: close the position at the end. Absent: the mark price values it. */
  readonly flatten?: boolean;
  /**
   * Work queue whose workers carry out the runs: `nats://HOST:PORT/QUEUE`. The lab reads credentials from
   * BOTPIT_NATS_CREDENTIALS and removes them from the environment. Warnings go to standard error.
   */
  readonly queue?: string;
  /** Folder for the report and the saved runs. Absent: the lab writes no files. */
  readonly folder?: string;
  /** Ends the lab early. It then reports the runs that it has. */
  readonly signal?: AbortSignal;
  /** Called after each run. With `until`, `runsTotal` is the largest possible number. */
  readonly onProgress?: (runsDone: number, runsTotal: number) => void;
}

/** A mean with its 95 % interval. */
export interface LabEstimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Difference of a variant from the first one. */
export interface LabDifference extends LabEstimate {
  /** Correlation of the two variants over the seeds. */
  readonly correlation: number;
  /** p value of a permutation test, for the profit with Holm's correction. */
  readonly p: number;
  /** Number of seeds for a power of 80 %. Infinity: there is no difference. */
  readonly seedsNeeded: number;
}

export interface LabFigure {
  /** Name of the figure, with its unit. */
  readonly label: string;
  /** Estimate for each variant. Null: no run has this figure. */
  readonly estimates: readonly (LabEstimate | null)[];
  /** Difference of each variant after the first. Null: there is nothing to compare. */
  readonly differences: readonly (LabDifference | null)[];
}

export interface LabRun {
  readonly seed: number;
  /** Figures by their names in `--assert`, such as `pnl`. Null: the run has no such figure. */
  readonly figures: Readonly<Record<string, number | null>>;
  /** Hash of the run's trades, which is the same on every machine. */
  readonly hash: string;
  /** Errors that the strategy threw. */
  readonly errors: readonly string[];
}

export interface LabReport {
  /** Name of the room. Null: the options named no room. */
  readonly room: string | null;
  /** Conclusions that `npm run lab` prints first. */
  readonly sentences: readonly string[];
  /** Variants that the report shows. For a sweep, the first and the best one. */
  readonly variants: readonly { readonly letter: string; readonly label: string }[];
  /**
   * Figures by their names in `--assert`: `pnl`, `fills`, `maxDrawdown`, … Money is in currency, and per hour where the
   * label says so.
   */
  readonly figures: Readonly<Record<string, LabFigure>>;
  /** Runs of each variant, in the order of the seeds. */
  readonly runs: readonly (readonly LabRun[])[];
  /** Runs without a result. */
  readonly failures: readonly { readonly strategy: string; readonly seed: number; readonly reason: string }[];
  /** One sentence for each run that could not be saved in the `folder`. */
  readonly problems: readonly string[];
}

/**
 * Runs strategies on the same seeds in virtual time, on all cores, and compares them.
 * @returns one report for each room, in order
 * @throws Error with one sentence for wrong options, a strategy that does not load, or too few finished seeds
 */
export type Lab = (options: LabOptions) => Promise<readonly LabReport[]>;

export declare const lab: Lab;
