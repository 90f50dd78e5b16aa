/**
 * Reads the parameters of a strategy's file in a separate process, because an author's code must never run in this one.
 * It reads one file at a time: a new request ends the process of the previous one.
 */
import { CROWD, CROWD_PARAMS } from '../contract/house.ts';
import type { ParamSpecs } from '../contract/strategy.ts';
import { z } from 'zod';
import type { StrategyDescription } from '../contract/pit-state.ts';
import { specsSchema } from '../config/strategy-params.ts';
import { failureIn, parseAnnouncement, type Announcement } from './announcement.ts';
import type { Failure } from '../runtime/failure.ts';
import { EXIT_IN_ORDER, EXIT_SETUP } from '../runtime/exit-codes.ts';
import { exitReason } from './exit-reason.ts';
import type { Exit, LaunchedProcess } from '../runtime/launcher.ts';
import { strategyPath, strategyRefusal } from './roster.ts';
import { describeArgs, type WorkerSettings } from './worker-args.ts';
import type { Machine } from './worker-process.ts';

export const DESCRIBE_WITHIN_MS = 10_000;

/** Largest number of symbols, more than an exchange is likely to have. */
const SYMBOLS_MAX = 1_000;
const SYMBOL_CHARS_MAX = 64;
const symbolsSchema = z
  .union([z.literal('all'), z.array(z.string().max(SYMBOL_CHARS_MAX)).max(SYMBOLS_MAX)])
  .optional();

export interface DescriberOptions extends Machine {
  /** Absolute path of the bot worker's script. */
  readonly script: string;
  readonly settings: WorkerSettings;
  readonly fileExists: (path: string) => boolean;
}

export class Describer {
  readonly #options: DescriberOptions;
  #abandon: () => void = () => {};

  constructor(options: DescriberOptions) {
    this.#options = options;
  }

  describe(strategy: string): Promise<StrategyDescription> {
    this.#abandon();
    if (strategy === CROWD) return Promise.resolve({ ok: true, params: CROWD_PARAMS });
    const reason = strategyRefusal(strategy, this.#options.fileExists);
    if (reason !== null) return Promise.resolve({ ok: false, reason });
    return new Promise((resolve) => this.#launch(strategy, resolve));
  }

  /** Ends the running request. */
  close(): void {
    this.#abandon();
  }

  #launch(strategy: string, answer: (description: StrategyDescription) => void): void {
    const { launcher, clock, script, settings } = this.#options;
    let failure: Failure | null = null;
    let described: StrategyDescription | null = null;
    let killReason: string | null = null;
    let isGone = false;
    const child: LaunchedProcess = launcher(
      { name: 'describe', script, args: describeArgs(settings, strategy) },
      {
        onSpawn: () => {},
        onStdoutLine: (line) => {
          const announcement = parseAnnouncement(line);
          failure = failureIn(announcement) ?? failure;
          described ??= readDescription(announcement);
        },
        onStderrLine: () => {},
        onExit: (exit) => {
          cancelTimer();
          isGone = true;
          answer(described ?? { ok: false, reason: killReason ?? reasonOf(exit, failure) });
        },
      },
    );
    const kill = (reason: string): void => {
      if (isGone) return;
      killReason ??= reason;
      child.kill();
    };
    const cancelTimer = clock.after(DESCRIBE_WITHIN_MS, () => kill(tooSlow(strategy)));
    this.#abandon = () => kill('Another strategy was selected meanwhile.');
  }
}

/** Reads the worker's announcement. Null: the line is something else, such as output of the strategy. */
function readDescription(announcement: Announcement | null): StrategyDescription | null {
  if (announcement?.event !== 'described') return null;
  const params = specsSchema.nullable().safeParse(announcement['params']);
  const symbols = symbolsSchema.safeParse(announcement['symbols']);
  if (!params.success || !symbols.success)
    return { ok: false, reason: 'The strategy describes its parameters in an unknown form.' };
  const declared = { ok: true, params: params.data as ParamSpecs | null } as const;
  return symbols.data === undefined ? declared : { ...declared, symbols: symbols.data };
}

/** Why the file could not be read. It contains the lines of the file that have the mistake. */
function reasonOf(exit: Exit, failure: Failure | null): string {
  if (exit.code === EXIT_IN_ORDER) return 'The process of the strategy ended before the strategy was loaded.';
  return exit.code === EXIT_SETUP && failure !== null ? failure.reason : exitReason(exit, failure);
}

function tooSlow(strategy: string): string {
  const seconds = DESCRIBE_WITHIN_MS / 1000;
  return `${strategyPath(strategy)} did not load within ${seconds} s. Does it loop or wait outside its class?`;
}
