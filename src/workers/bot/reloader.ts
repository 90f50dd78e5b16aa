/**
 * Reloads the strategy when its author saves a file. If the new version does not load, the log reports it and the old
 * version keeps running. It polls the files, which works on every file system and with every editor.
 */
import { unwatchFile, watchFile } from 'node:fs';
import type { Logger } from '../../runtime/log.ts';

const LOOK_INTERVAL_MS = 250;

export interface ReloaderOptions<Loaded> {
  readonly log: Logger;
  /** @throws Error with words for the author */
  readonly load: () => Promise<Loaded>;
  /** Absolute paths of the author's files in it. */
  readonly filesOf: (loaded: Loaded) => Iterable<string>;
  /** Of those that a failure is about: one may have been imported only now. */
  readonly filesOfFailure: (error: unknown) => Iterable<string>;
  readonly onLoaded: (loaded: Loaded) => void;
  /** The saved file does not load, for this reason. */
  readonly onFailed: (reason: string) => void;
}

export class Reloader<Loaded> {
  readonly #options: ReloaderOptions<Loaded>;
  readonly #watched = new Set<string>();
  #loading: Promise<void> | undefined;
  /** Saved again while it was loaded. */
  #isStale = false;
  #isStopped = false;
  readonly #changed = () => this.#reload();

  /** @param loaded what runs now */
  constructor(options: ReloaderOptions<Loaded>, loaded: Loaded) {
    this.#options = options;
    this.#watch(options.filesOf(loaded));
  }

  stop(): void {
    this.#isStopped = true;
    for (const file of this.#watched) unwatchFile(file, this.#changed);
    this.#watched.clear();
  }

  #watch(files: Iterable<string>): void {
    for (const file of files) {
      if (this.#watched.has(file)) continue;
      this.#watched.add(file);
      watchFile(file, { interval: LOOK_INTERVAL_MS, persistent: false }, this.#changed);
    }
  }

  #reload(): void {
    this.#isStale = this.#loading !== undefined;
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
      if (this.#isStale) this.#reload();
    });
  }

  async #load(): Promise<void> {
    const { log, load, filesOf, filesOfFailure, onLoaded, onFailed } = this.#options;
    try {
      const loaded = await load();
      if (this.#isStopped) return;
      this.#watch(filesOf(loaded));
      log.info('the strategy was saved, and is reloaded');
      onLoaded(loaded);
    } catch (error) {
      if (this.#isStopped) return;
      this.#watch(filesOfFailure(error));
      const reason = (error as Error).message;
      log.error(`the saved strategy does not load, and the version before continues: ${reason}`);
      onFailed(reason);
    }
  }
}
