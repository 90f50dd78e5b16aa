/** Carries out runs in this process, one after the other, each in a new virtual world. */
import { readFile, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../workers/bot/bundle.ts';
import { SHARED_WITH_STRATEGIES } from '../workers/bot/context.ts';
import { loadStrategy } from '../workers/bot/load-strategy.ts';
import { unpackStrategy } from '../workers/bot/packed-strategy.ts';
import { quoteThrown, type SourceLines } from '../workers/bot/source-lines.ts';
import { BundleCache, type Code } from './bundle-cache.ts';
import { isSelfContained, LeakCheck } from './leak-check.ts';
import type { RunResult } from './measure.ts';
import { runOnce, type RunRequest } from './run.ts';
import { warmUp } from './warm-up.ts';
import { VirtualTimer } from './virtual-timers.ts';
import { VirtualWorld } from './virtual-world.ts';

/** The machine's clock, taken before the lab replaces it. */
const { now: machineNowMs } = Date;

export class RunHost {
  readonly #world = new VirtualWorld();
  readonly #leaks: LeakCheck;
  readonly #bundles = new BundleCache(bundleOf, machineNowMs);
  #isSelfContained = false;
  /** Files of the last strategy. */
  #sources: SourceLines = new Map();

  /** Takes the process over. From now on, its clock, timers and randomness are those of the run. */
  constructor() {
    this.#world.install();
    warmUp();
    this.#leaks = new LeakCheck([VirtualTimer, ...SHARED_WITH_STRATEGIES]);
  }

  /**
   * Carries out a run.
   * @param onLoading called before the strategy's file runs, which may never return
   * @param onSecond called with each second of the run
   */
  run(request: RunRequest, onLoading: () => void, onSecond: (second: number) => void): Promise<RunResult> {
    this.#isSelfContained = false;
    const load = async () => {
      const code = await this.#codeOf(request);
      this.#isSelfContained = isSelfContained(code.code);
      this.#sources = code.sources;
      this.#leaks.begin();
      onLoading();
      return loadStrategy(request, code);
    };
    return runOnce(request, this.#world, load, onSecond);
  }

  /**
   * Trace that the last strategy may have left behind. Undefined: none, so the next run here equals one in a fresh
   * process.
   */
  get trace(): string | undefined {
    return this.#isSelfContained ? this.#leaks.trace : 'modules';
  }

  /** Text of an error in the last strategy's code, with its line. */
  quote(error: unknown): string {
    return quoteThrown(error, this.#sources);
  }

  async #codeOf({ path, packed }: RunRequest): Promise<Code> {
    if (packed !== undefined) return unpackStrategy(await readFile(packed, 'utf8'));
    return this.#bundles.codeOf(path);
  }
}

async function bundleOf(path: string): Promise<Code> {
  // The paths in the source map are right in any folder next to this one, and the code will be in one of them.
  const outfile = join(await realpath(tmpdir()), 'botpit-strategy', 'strategy.mjs');
  return bundle(path, outfile);
}
