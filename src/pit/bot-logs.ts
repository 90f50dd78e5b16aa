/**
 * The logs of the bots: every line that a bot writes, in `logs/NAME.log` of the session's folder.
 *
 * 1. A file has at most FILE_BYTES_MAX. A full one becomes `NAME.log.1` and replaces an older one of that name.
 * 2. A full or read-only disk never delays or ends the pit. Lines that cannot be written within WAITING_BYTES_MAX are
 *    dropped. A warning says so once, and the file contains their number as soon as it can be written again.
 * 3. Only the owner of the pit can read the files, because a strategy may write anything to its log.
 */
import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asWriteError } from '../runtime/atomic-write.ts';
import type { Clock } from './clock.ts';

export const FILE_BYTES_MAX = 5_000_000;
/** Bytes that may wait for the disk, for each bot. */
export const WAITING_BYTES_MAX = 500_000;
/** Time for which lines are gathered before they are written together. */
const GATHER_MS = 200;
/** Time from a failed write to the next one. */
const RETRY_MS = 10_000;
/** Longest wait for the disk at the end of a session. */
const CLOSE_MS_MAX = 2_000;

export interface BotLogsOptions {
  readonly clock: Clock;
  /** Called with a sentence when a file cannot be written. Called again only after a write has succeeded in between. */
  readonly onProblem: (text: string) => void;
}

export class BotLogs {
  readonly #options: BotLogsOptions;
  readonly #files = new Map<string, LogFile>();
  /** File names by bot. They differ in more than case, because some file systems ignore case. */
  readonly #names = new Map<string, string>();

  constructor(options: BotLogsOptions) {
    this.#options = options;
  }

  /** @param session folder of the session */
  write(session: string, name: string, line: string): void {
    const path = join(session, 'logs', `${this.#nameOf(name)}.log`);
    let file = this.#files.get(path);
    if (file === undefined) this.#files.set(path, (file = new LogFile(path, this.#options)));
    file.add(line);
  }

  /** Ends the session. Resolves when every line is written or given up. */
  async close(): Promise<void> {
    const files = [...this.#files.values()];
    this.#files.clear();
    let cancel = () => {};
    const tooLate = new Promise<void>((resolve) => {
      cancel = this.#options.clock.after(CLOSE_MS_MAX, resolve);
    });
    await Promise.race([Promise.all(files.map((file) => file.close())), tooLate]);
    cancel();
  }

  #nameOf(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const taken = new Set([...this.#names.values()].map((other) => other.toLowerCase()));
    let free = safeFileName(name);
    for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${safeFileName(name)}~${number}`;
    this.#names.set(name, free);
    return free;
  }
}

/**
 * File name for a bot. Windows reserves some names for devices, which get a `~` in front. A bot's name contains no `~`.
 */
function safeFileName(name: string): string {
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name) ? `~${name}` : name;
}

class LogFile {
  readonly #path: string;
  readonly #options: BotLogsOptions;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #dropped = 0;
  /** Size of the file. Undefined: unknown, because it was not read yet or a write failed. */
  #size: number | undefined;
  #writing: Promise<void> = Promise.resolve();
  #cancelTimer: (() => void) | undefined;
  #hasProblem = false;
  #isClosed = false;

  constructor(path: string, options: BotLogsOptions) {
    this.#path = path;
    this.#options = options;
  }

  add(line: string): void {
    const bytes = Buffer.byteLength(line) + 1;
    if (this.#waitingBytes + bytes > WAITING_BYTES_MAX) {
      this.#dropped += 1;
    } else {
      this.#waiting.push(line);
      this.#waitingBytes += bytes;
    }
    this.#flushAfter(GATHER_MS);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTimer?.();
    await this.#writing;
    await this.#write();
  }

  async #flush(): Promise<void> {
    const isWritten = await this.#write();
    this.#cancelTimer = undefined;
    if (this.#isClosed || (isWritten && this.#waiting.length === 0)) return;
    this.#flushAfter(isWritten ? GATHER_MS : RETRY_MS);
  }

  #flushAfter(delayMs: number): void {
    this.#cancelTimer ??= this.#options.clock.after(delayMs, () => {
      this.#writing = this.#flush();
    });
  }

  /** @returns false when the file cannot be written; the lines then wait */
  async #write(): Promise<boolean> {
    if (this.#waiting.length === 0) return true;
    const [lines, dropped] = [[...this.#waiting], this.#dropped];
    const text = [...lines, ...(dropped === 0 ? [] : [`(${dropped} lines were dropped)`]), ''].join('\n');
    try {
      await this.#append(text);
    } catch (error) {
      this.#size = undefined;
      this.#problem(error);
      return false;
    }
    this.#hasProblem = false;
    this.#waiting = this.#waiting.slice(lines.length);
    this.#waitingBytes = this.#waiting.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    this.#dropped -= dropped;
    return true;
  }

  async #append(text: string): Promise<void> {
    const bytes = Buffer.byteLength(text);
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    this.#size ??= await sizeOf(this.#path);
    if (this.#size > 0 && this.#size + bytes > FILE_BYTES_MAX) {
      await rename(this.#path, `${this.#path}.1`);
      this.#size = 0;
    }
    await appendFile(this.#path, text, { mode: 0o600 });
    this.#size += bytes;
  }

  #problem(error: unknown): void {
    if (!this.#hasProblem) this.#options.onProblem((asWriteError(this.#path, error) as Error).message);
    this.#hasProblem = true;
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
