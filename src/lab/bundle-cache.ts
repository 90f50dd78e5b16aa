/**
 * Keeps the newest bundle of a strategy for the next run.
 *
 * 1. It is used again only while all of its source files exist and are as they were.
 * 2. It is kept only if all of its source files were saved before the bundler began. Otherwise the bundle may contain
 *    an older version than the files.
 */
import { stat } from 'node:fs/promises';
import type { Bundle } from '../workers/bot/bundle.ts';

export type Code = Pick<Bundle, 'code' | 'sources'>;

interface State {
  /** It changes when one of the files is saved. */
  readonly version: string;
  /** Time at which the newest file was saved, in milliseconds since the Unix epoch. */
  readonly savedMs: number;
}

export class BundleCache {
  readonly #bundle: (path: string) => Promise<Code>;
  readonly #nowMs: () => number;
  #newest: { readonly path: string; readonly code: Code; readonly version: string } | undefined;

  /** @param nowMs the machine's time in milliseconds since the Unix epoch */
  constructor(bundle: (path: string) => Promise<Code>, nowMs: () => number) {
    this.#bundle = bundle;
    this.#nowMs = nowMs;
  }

  async codeOf(path: string): Promise<Code> {
    const known = this.#newest;
    if (known?.path === path && known.version === (await stateOf(known.code))?.version) return known.code;
    const beganMs = this.#nowMs();
    const code = await this.#bundle(path);
    const state = await stateOf(code);
    const isSettled = state !== undefined && state.savedMs < beganMs;
    this.#newest = isSettled ? { path, code, version: state.version } : undefined;
    return code;
  }
}

/** @returns undefined when one of the files is missing */
async function stateOf({ sources }: Code): Promise<State | undefined> {
  try {
    const files = await Promise.all([...sources.keys()].map((file) => stat(file)));
    return {
      version: files.map(({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`).join(),
      savedMs: Math.max(...files.map(({ mtimeMs }) => mtimeMs)),
    };
  } catch {
    return undefined;
  }
}
