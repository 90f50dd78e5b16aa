/**
 * A worker's part in one lab: it takes jobs and answers each of them.
 *
 * 1. While a run is being computed, the worker renews its claim on the job. If it stops renewing, it loses the job.
 * 2. It acknowledges a job after the server has stored the answer. No job is lost, but one may be answered twice.
 * 3. A run that fails is an outcome. A job that this worker cannot carry out goes back to the lab. The worker then
 *    takes no job for a while, because another worker that can carry it out may be busy.
 */
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff } from '../../net/backoff.ts';
import type { Outcome, RunPool } from '../pool.ts';
import type { RunRequest } from '../run.ts';
import { ERROR_LENGTH_MAX } from '../printable.ts';
import { DELIVERIES_MAX } from './job-book.ts';
import type { TakenJob } from './jobs.ts';
import type { WorkerStore } from './lab-store.ts';
import {
  decodeJob,
  encode,
  REASON_MAX,
  subjects,
  type Answer,
  type Job,
  type RunOutcome,
} from './messages.ts';
import type { Storeroom } from './supplies.ts';
import type { JobSource } from './turns.ts';

/** Number of renewals within the time after which the job would be lost. */
const RENEWALS = 3;
const RENEWAL_MS_MAX = 10_000;
/** Longest answer in a message. A longer one is stored as an object. */
const MESSAGE_BYTES_MAX = 256 * 1024;
/** Longest time to store an answer. After it, the worker gives up, and another worker gets the job. */
const ANSWER_MS_MAX = 5 * 60_000;

export interface LabServiceOptions {
  readonly queue: string;
  readonly lab: string;
  readonly silenceMs: number;
  /** Name of this worker. */
  readonly worker: string;
  readonly store: WorkerStore;
  readonly storeroom: Storeroom;
  /** Pool for the runs of this lab. */
  readonly pool: RunPool;
  /** Called when a run begins. */
  readonly onRun: (request: RunRequest) => void;
  /** Called when the server fails, also when the lab has ended. */
  readonly onFailure: (error: Error) => void;
}

/** Carries a job out, answers it, and acknowledges it. It does not reject. */
export type Work = () => Promise<void>;

export class LabService implements JobSource<Work> {
  readonly #options: LabServiceOptions;
  readonly #backoff = new Backoff();
  readonly #stopping = new AbortController();
  /** Resolves when a worker that has returned a job may take another one. */
  #pause: Promise<void> | undefined;

  constructor(options: LabServiceOptions) {
    this.#options = options;
  }

  /** Takes a job. @returns null when there is none, and while the worker pauses after it has returned one */
  async take(): Promise<Work | null> {
    if (this.#pause !== undefined || this.#stopping.signal.aborted) return null;
    return this.#orNull(async () => {
      const taken = await this.#options.store.jobs.take();
      if (taken === null) return null;
      return async () => void (await this.#orNull(() => this.#answered(taken)));
    });
  }

  /** Returns running jobs to the lab. */
  stop(): void {
    this.#stopping.abort();
    this.#options.pool.close();
  }

  /** Call it when the lab has ended. */
  async close(): Promise<void> {
    this.stop();
    await this.#options.storeroom.close();
  }

  async #orNull<Value>(action: () => Promise<Value>): Promise<Value | null> {
    try {
      return await action();
    } catch (error) {
      this.#options.onFailure(error as Error);
      return null;
    }
  }

  /** @throws Error of the server */
  async #answered(taken: TakenJob): Promise<void> {
    const { worker, silenceMs, onRun } = this.#options;
    const job = decodeJob(taken.data);
    if (job === undefined) return taken.ack();
    const about = { worker, job: job.job };
    if (taken.deliveryCount > DELIVERIES_MAX) return this.#answer(taken, { ...about, type: 'abandoned' });
    const renew = () => {
      taken.working();
      this.#announce({ type: 'working', worker });
    };
    const renewals = setInterval(renew, Math.min(silenceMs / RENEWALS, RENEWAL_MS_MAX));
    try {
      this.#announce({ ...about, type: 'taken' });
      // Another run may have been returned since this job was requested.
      await this.#pause;
      onRun(job.request);
      const outcome = await this.#outcome(job);
      if (outcome.type === 'done') this.#backoff.reset();
      else this.#rest();
      await this.#answer(taken, { ...about, ...outcome });
    } finally {
      clearInterval(renewals);
    }
  }

  /** Begins the pause before the answer, because the lab may publish the job again at once. */
  #rest(): void {
    const { signal } = this.#stopping;
    this.#pause ??= sleep(this.#backoff.next(), undefined, { signal })
      .catch(() => {})
      .finally(() => (this.#pause = undefined));
  }

  async #outcome(job: Job) {
    const { pool, storeroom } = this.#options;
    try {
      const request = await storeroom.localRequest(job);
      const outcome = await pool.run(request);
      if ('failed' in outcome && pool.isClosed) return returned('it was stopped', true);
      if ('failed' in outcome && outcome.failed.isMachine) return returned(outcome.failed.reason, false);
      return { type: 'done', outcome: portable(outcome, request, job.request) } as const;
    } catch (error) {
      return returned((error as Error).message, pool.isClosed);
    }
  }

  /** Publishes an answer that may be lost with the connection, because the lab does not need it. */
  #announce(answer: Answer): void {
    const { queue, lab, store } = this.#options;
    store.connection.publish(subjects.answers(queue, lab), encode(answer));
  }

  async #answer(taken: TakenJob, answer: Exclude<Answer, { type: 'refused' | 'working' | 'stored' }>) {
    const { queue, lab, store } = this.#options;
    const backoff = new Backoff();
    const beganMs = performance.now();
    const id = randomBytes(8).toString('hex');
    let data = encode(answer);
    for (;;) {
      try {
        if (data.length > MESSAGE_BYTES_MAX) {
          const { worker, job } = answer;
          data = encode({ type: 'stored', worker, job, object: await store.objects.put(data) });
        }
        // The server drops a second copy of the same message.
        await store.client.publish(subjects.answers(queue, lab), data, { msgID: id });
        taken.ack();
        return;
      } catch (error) {
        if (performance.now() - beganMs > ANSWER_MS_MAX || this.#options.pool.isClosed) throw error;
        await sleep(backoff.next());
      }
    }
  }
}

function returned(reason: string, isStopping: boolean) {
  return { type: 'returned', reason: reason.slice(0, REASON_MAX), isStopping } as const;
}

/** The outcome, with the lab's paths in place of this machine's. */
function portable(outcome: Outcome, local: RunRequest, original: RunRequest): RunOutcome {
  if ('result' in outcome) return outcome;
  const { reason, isSetup, isHung } = outcome.failed;
  const [from, to] = [local.recorded, original.recorded];
  const text =
    from === undefined || to === undefined ? reason : reason.replaceAll(dirname(from.path), dirname(to.path));
  return { reason: text.slice(0, ERROR_LENGTH_MAX), ...(isSetup && { isSetup }), ...(isHung && { isHung }) };
}
