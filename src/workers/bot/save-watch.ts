/**
 * Notices when the author saves a file of the strategy. It polls the files, which works on every file system and with
 * every editor. Where a path goes through a symbolic link, it notices when the link points elsewhere. Node's own
 * `watchFile` begins to compare some time after the call, and would miss a save in that time.
 */
import { readFileSync, statSync, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { SourceLines } from './source-lines.ts';

const LOOK_INTERVAL_MS = 150;
const MISSING = 'missing';

export class SaveWatch {
  readonly #onSaved: () => void;
  /** Stamp of each path, which changes with a save. */
  readonly #stamps = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(onSaved: () => void) {
    this.#onSaved = onSaved;
  }

  /** @param sources files as they were loaded, because a file may have been saved since */
  watchSources(sources: SourceLines): void {
    this.watch(sources.keys());
    if ([...sources].some(([file, lines]) => textOf(file) !== lines.join('\n'))) this.#onSaved();
  }

  /** Watches files. A missing file counts as saved when it appears. */
  watch(files: Iterable<string>): void {
    for (const file of files) if (!this.#stamps.has(file)) this.#stamps.set(file, stampNow(file));
    this.#timer ??= setTimeout(() => void this.#look(), LOOK_INTERVAL_MS).unref();
  }

  /** Stops permanently. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#stamps.clear();
  }

  async #look(): Promise<void> {
    const looks = [...this.#stamps].map(
      async ([file, before]) => [file, before, await stampSoon(file)] as const,
    );
    const changed = (await Promise.all(looks)).filter(([, before, now]) => now !== before);
    // If it was stopped meanwhile, no file is watched any more.
    const noticed = changed.filter(([file]) => this.#stamps.has(file));
    for (const [file, , now] of noticed) this.#stamps.set(file, now);
    if (noticed.length > 0) this.#onSaved();
    if (this.#stamps.size > 0) this.#timer = setTimeout(() => void this.#look(), LOOK_INTERVAL_MS).unref();
  }
}

function stampNow(file: string): string {
  try {
    return stampOf(statSync(file));
  } catch {
    return MISSING;
  }
}

async function stampSoon(file: string): Promise<string> {
  try {
    return stampOf(await stat(file));
  } catch {
    return MISSING;
  }
}

function stampOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return [dev, ino, size, mtimeMs, ctimeMs].join(' ');
}

/** Text of a file. Undefined: it is unreadable. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return undefined;
  }
}
