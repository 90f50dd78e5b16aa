/** Has snapshots made in the background, one thread at a time. */
import { Worker } from 'node:worker_threads';
import type { Logger } from '../log.ts';

export interface SnapshotTask {
  readonly session: string;
  /** The segment that was opened last: all before it are closed. */
  readonly segment: number;
  /** Otherwise what recovery does not need is deleted. */
  readonly keepsJournal: boolean;
}

export class Snapshots {
  readonly #script: URL;
  readonly #log: Logger;
  #thread: Worker | null = null;
  #next: SnapshotTask | null = null;

  constructor(script: URL, log: Logger) {
    this.#script = script;
    this.#log = log;
  }

  /** Soon; of several tasks that wait the newest is enough. */
  make(task: SnapshotTask): void {
    if (this.#thread === null) this.#run(task);
    else this.#next = task;
  }

  /** What is under way is given up: a recovery does without it. */
  async close(): Promise<void> {
    this.#next = null;
    await this.#thread?.terminate();
  }

  #run(task: SnapshotTask): void {
    const thread = new Worker(this.#script, { workerData: task });
    this.#thread = thread;
    thread.on('error', (error) => {
      this.#log.warn(`no snapshot before segment ${task.segment}; a recovery takes longer: ${error.message}`);
    });
    thread.on('exit', () => {
      this.#thread = null;
      const next = this.#next;
      this.#next = null;
      if (next !== null) this.#run(next);
    });
  }
}
