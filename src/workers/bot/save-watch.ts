/**
 * Notices that the author saves a file of the strategy. It polls the files, which works on every file system and with every
 * editor; where a path leads through a symbolic link, it notices that the link leads elsewhere.
 */
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { SourceLines } from './source-lines.ts';

const LOOK_INTERVAL_MS = 150;

export class SaveWatch {
  readonly #onSaved: () => void;
  readonly #watched = new Set<string>();

  constructor(onSaved: () => void) {
    this.#onSaved = onSaved;
  }

  /** @param sources as they were loaded: a file may have been saved since */
  watchSources(sources: SourceLines): void {
    this.watch(sources.keys());
    if ([...sources].some(([file, lines]) => textOf(file) !== lines.join('\n'))) this.#onSaved();
  }

  watch(files: Iterable<string>): void {
    for (const file of files) {
      if (this.#watched.has(file)) continue;
      this.#watched.add(file);
      watchFile(file, { interval: LOOK_INTERVAL_MS, persistent: false }, this.#onSaved);
    }
  }

  stop(): void {
    for (const file of this.#watched) unwatchFile(file, this.#onSaved);
    this.#watched.clear();
  }
}

/** Undefined: it cannot be read. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return undefined;
  }
}
