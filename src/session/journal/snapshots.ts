/**
 * Makes snapshots in a background thread, one at a time. The thread waits a while for the next one, which then finds its
 * code warm; after that it ends and frees its memory.
 */
import { Worker } from 'node:worker_threads';
import type { Logger } from '../../runtime/log.ts';

/** A replay allocates short-lived objects; more room would only make the process larger. */
const YOUNG_GENERATION_MB = 8;
/** How long the thread waits for another task. */
const IDLE_MS = 60_000;

export interface SnapshotTask {
  readonly session: string;
  /** The segment that was opened last: all before it are closed. */
  readonly segment: number;
  /** Of the state before it, made by `copySmall`; null: the thread replays the journal. */
  readonly copy: string | null;
  /** False: delete what recovery does not need. */
  readonly keepsJournal: boolean;
}

/** The error; null: the snapshot is made. */
export type SnapshotAnswer = string | null;

export class Snapshots {
  readonly #script: URL;
  readonly #log: Logger;
  #thread: Worker | null = null;
  /** The thread's current task. */
  #current: SnapshotTask | null = null;
  #next: SnapshotTask | null = null;
  #idle: NodeJS.Timeout | undefined;

  constructor(script: URL, log: Logger) {
    this.#script = script;
    this.#log = log;
  }

  /** Runs soon; of several waiting tasks only the newest is kept. */
  make(task: SnapshotTask): void {
    if (this.#current === null) this.#run(task);
    else this.#next = task;
  }

  /** Abandon the current task: recovery works without it. */
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
    // The thread does not keep the process alive.
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
