/**
 * Has snapshots made in the background, one after the other. The thread stays for the next one, whose code is warm then,
 * and goes when none comes, with its memory.
 */
import { Worker } from 'node:worker_threads';
import type { Logger } from '../../runtime/log.ts';

/** What a replay allocates is short-lived; more room for it would only make the process larger. */
const YOUNG_GENERATION_MB = 8;
/** How long the thread waits for another task. */
const IDLE_MS = 60_000;

export interface SnapshotTask {
  readonly session: string;
  /** The segment that was opened last: all before it are closed. */
  readonly segment: number;
  /** Otherwise what recovery does not need is deleted. */
  readonly keepsJournal: boolean;
}

/** What was wrong; null: it is done. */
export type SnapshotAnswer = string | null;

export class Snapshots {
  readonly #script: URL;
  readonly #log: Logger;
  #thread: Worker | null = null;
  /** The task that the thread is at. */
  #current: SnapshotTask | null = null;
  #next: SnapshotTask | null = null;
  #idle: NodeJS.Timeout | undefined;

  constructor(script: URL, log: Logger) {
    this.#script = script;
    this.#log = log;
  }

  /** Soon; of several tasks that wait the newest is enough. */
  make(task: SnapshotTask): void {
    if (this.#current === null) this.#run(task);
    else this.#next = task;
  }

  /** What is under way is given up: a recovery does without it. */
  async close(): Promise<void> {
    this.#next = null;
    await this.#stop();
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#idle);
    const thread = this.#thread;
    this.#thread = null;
    await thread?.terminate();
  }

  #run(task: SnapshotTask): void {
    clearTimeout(this.#idle);
    this.#current = task;
    this.#thread ??= this.#start();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#thread.postMessage(task);
  }

  #start(): Worker {
    const thread = new Worker(this.#script, {
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    // The thread alone keeps no process alive.
    thread.unref();
    thread.on('message', (answer: SnapshotAnswer) => this.#ended(answer));
    thread.on('error', (error) => {
      this.#thread = null;
      this.#ended(error.message);
    });
    return thread;
  }

  #ended(answer: SnapshotAnswer): void {
    const segment = this.#current?.segment ?? 0;
    this.#current = null;
    if (answer !== null) {
      this.#log.warn(`no snapshot before segment ${segment}; a recovery takes longer: ${answer}`);
    }
    const next = this.#next;
    this.#next = null;
    if (next !== null) this.#run(next);
    else this.#idle = setTimeout(() => void this.#stop(), IDLE_MS).unref();
  }
}
