/** Carries out runs in this process, one after the other, each in a new virtual world. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle, type Bundle } from '../workers/bot/bundle.ts';
import { SHARED_WITH_STRATEGIES } from '../workers/bot/context.ts';
import { loadStrategy } from '../workers/bot/load-strategy.ts';
import { unpackStrategy } from '../workers/bot/packed-strategy.ts';
import { isSelfContained, LeakCheck } from './leak-check.ts';
import type { RunResult } from './measure.ts';
import { runOnce, type RunRequest } from './run.ts';
import { VirtualTimer, VirtualWorld } from './virtual-world.ts';

type Code = Pick<Bundle, 'code' | 'sources'>;

export class RunHost {
  readonly #world = new VirtualWorld();
  readonly #leaks: LeakCheck;
  /** The newest bundle, and the state of its source files when it was made. */
  #bundled: { readonly path: string; readonly code: Code; readonly files: string } | undefined;
  #isSelfContained = false;

  /** Takes the process over. From now on, its clock, timers and randomness are those of the run. */
  constructor() {
    this.#world.install();
    this.#leaks = new LeakCheck([VirtualTimer, ...SHARED_WITH_STRATEGIES]);
  }

  /**
   * Carries out a run.
   * @param onSecond called with each second of the run
   */
  run(request: RunRequest, onSecond: (second: number) => void): Promise<RunResult> {
    this.#isSelfContained = false;
    const load = async () => {
      const code = await this.#codeOf(request);
      this.#isSelfContained = isSelfContained(code.code);
      this.#leaks.begin();
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

  async #codeOf({ path, packed }: RunRequest): Promise<Code> {
    if (packed !== undefined) return unpackStrategy(await readFile(packed, 'utf8'));
    const known = this.#bundled;
    if (known?.path === path && known.files === (await stateOf(known.code))) return known.code;
    // The paths in the source map are right in any folder next to this one, and the code will be in one of them.
    const outfile = join(await realpath(tmpdir()), 'botpit-strategy', 'strategy.mjs');
    const code = await bundle(path, outfile);
    this.#bundled = { path, code, files: await stateOf(code) };
    return code;
  }
}

/** State of the source files of a bundle. It changes when one of them is saved. */
async function stateOf({ sources }: Code): Promise<string> {
  const files = [...sources.keys()].map(async (file) => {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  });
  return Promise.all(files).then(String, () => 'one is missing');
}
