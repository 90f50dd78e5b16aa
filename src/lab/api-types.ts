/** The types of `botpit/lab`. This file imports nothing, so that an editor shows them wherever Botpit is installed. */

/**
 * As the options of `npm run lab`. Paths of strategies, of a recording, of a session and of `folder` are relative to the
 * folder in which npm was started (INIT_CWD); without npm, to the working directory.
 */
export interface LabOptions {
  /** Files of strategies (`mine.ts`, `mine.ts:Second`) or names of built-in ones. The first is a, the next b, … */
  readonly strategies: readonly string[];
  /** The first N seeds, or the first and the last one of a range; absent: 20, with `recorded` every slice. */
  readonly seeds?: number | readonly [first: number, last: number];
  /** Run seeds until the difference is decided at this confidence, such as 0.95. */
  readonly until?: number;
  /** With `until`: give up after so many seeds. */
  readonly seedsMax?: number;
  /** Minutes that each seed trades. */
  readonly minutes?: number;
  /** Parameters of every strategy. */
  readonly params?: Readonly<Record<string, string | number | boolean>>;
  /** Every combination of these values is a variant. */
  readonly sweep?: Readonly<Record<string, readonly (string | number | boolean)[]>>;
  /** Traders in the crowd. */
  readonly crowd?: number;
  /** Built-in strategies beside the crowd. */
  readonly bots?: readonly string[];
  /** Names of rooms, or files that end in .json. */
  readonly rooms?: readonly string[];
  /** A LOBSTER message file instead of a crowd. */
  readonly recorded?: string;
  /** The instrument of a strategy that trades one; with `recorded`, of the file. */
  readonly symbol?: string;
  /** `1ms`, `order=5ms±2,feed=3ms` or `from SESSION`. */
  readonly latency?: string;
  /** Close the position at the end; absent: the mark price values it. */
  readonly flatten?: boolean;
  /**
   * `nats://HOST:PORT/QUEUE`: the workers of this queue carry the runs out. Credentials in BOTPIT_NATS_CREDENTIALS, which
   * the lab removes from the environment. Warnings go to standard error.
   */
  readonly queue?: string;
  /** Folder for the report and the saved runs; absent: no files. */
  readonly folder?: string;
  /** Ends the lab early; it reports what there is. */
  readonly signal?: AbortSignal;
  /** Called after each run. With `until`, `runsTotal` is the most that there can be. */
  readonly onProgress?: (runsDone: number, runsTotal: number) => void;
}

/** A mean with its 95 % interval. */
export interface LabEstimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Of a variant against the first one. */
export interface LabDifference extends LabEstimate {
  /** Of the two variants over the seeds. */
  readonly correlation: number;
  /** Of a permutation test; for the profit with Holm's correction. */
  readonly p: number;
  /** For a power of 80 %; Infinity where there is no difference. */
  readonly seedsNeeded: number;
}

export interface LabFigure {
  /** With its unit. */
  readonly label: string;
  /** By variant; null: no run has this figure. */
  readonly estimates: readonly (LabEstimate | null)[];
  /** By the variants after the first; null: there is nothing to compare. */
  readonly differences: readonly (LabDifference | null)[];
}

export interface LabRun {
  readonly seed: number;
  /** By the names that `--assert` knows, such as `pnl`; null: the run has no such figure. */
  readonly figures: Readonly<Record<string, number | null>>;
  /** Of its trades: the same on every machine. */
  readonly hash: string;
  /** What the strategy threw; empty: nothing. */
  readonly errors: readonly string[];
}

export interface LabReport {
  /** Null: no room was named. */
  readonly room: string | null;
  /** What `npm run lab` prints first. */
  readonly sentences: readonly string[];
  /** Those that the report shows: of a sweep the first and the best. */
  readonly variants: readonly { readonly letter: string; readonly label: string }[];
  /** By the names that `--assert` knows: `pnl`, `fills`, `maxDrawdown`, … Money is in currency, by the hour where the label says so. */
  readonly figures: Readonly<Record<string, LabFigure>>;
  /** By variant, in the order of the seeds. */
  readonly runs: readonly (readonly LabRun[])[];
  /** Runs without a result. */
  readonly failures: readonly { readonly strategy: string; readonly seed: number; readonly reason: string }[];
  /** With a `folder`: a sentence for each run that could not be saved there. */
  readonly problems: readonly string[];
}

/**
 * Runs strategies on the same seeds in virtual time, on all cores, and compares them.
 * @returns one report for each room, in their order
 * @throws Error with one sentence for wrong options, a strategy that does not load, or fewer than six finished seeds
 */
export type Lab = (options: LabOptions) => Promise<readonly LabReport[]>;

export declare const lab: Lab;
