/**
 * A lab's own record of its jobs. The first answer to a job counts, whatever arrives later, in whatever order.
 *
 * 1. A job that a worker returns is published again. It fails when RETURNERS_MAX different workers have returned it, or when
 *    it has come back RETURNS_MAX times, other than because a worker stops. So one sick worker does not fail a lab at once.
 *    An invalid outcome, or a result of another run than the job's, counts as returned.
 * 2. When DELIVERIES_MAX workers in a row have taken a job and become silent, it fails, and the reason names them. An
 *    answer of one of them counts if it arrives before that.
 * 3. A second outcome of a job must equal the first. Otherwise the lab reports both hashes.
 */
import { basename } from 'node:path';
import { hashOf } from '../../runtime/secrets.ts';
import type { Outcome } from '../pool.ts';
import type { RunRequest } from '../run.ts';
import { printable, printableLines } from '../printable.ts';
import type { Answer, RunOutcome } from './messages.ts';
import { readOutcome } from './run-result-schema.ts';

/** Number of workers that may take a job and become silent. */
export const DELIVERIES_MAX = 5;
/** Number of different workers that may return a job. */
const RETURNERS_MAX = 3;
/** Number of returns of a job, when fewer workers return it. */
export const RETURNS_MAX = 10;
/** Time without a sign of any worker after which the lab warns. */
export const NO_WORKER_MS = 30_000;
/** Number of characters of a hash in the log. */
const HASH_SHOWN = 12;

export interface JobBookEvents {
  /** Called to publish the job, the first time or again. */
  readonly onPublish: (job: number, request: RunRequest) => void;
  readonly onWarning: (sentence: string) => void;
  readonly onDetail: (sentence: string) => void;
}

interface OpenJob {
  readonly request: RunRequest;
  readonly resolve: (outcome: Outcome) => void;
  /** Workers that have taken the job, in order. */
  takenBy: string[];
  /** Workers that have returned the job, except because they stop. */
  readonly returners: Set<string>;
  returns: number;
}

interface ClosedJob {
  readonly request: RunRequest;
  readonly worker: string;
  readonly hash: string;
}

type Return = Pick<Extract<Answer, { type: 'returned' }>, 'worker' | 'reason' | 'isStopping'>;

export class JobBook {
  readonly #events: JobBookEvents;
  readonly #open = new Map<number, OpenJob>();
  readonly #closed = new Map<number, ClosedJob>();
  readonly #refused = new Set<string>();
  #count = 0;
  /** Time of the last sign of a worker, or of the last moment without a job. */
  #heardMs: number;
  #hasWarned = false;

  constructor(events: JobBookEvents, nowMs: number) {
    this.#events = events;
    this.#heardMs = nowMs;
  }

  /** Number of jobs without an outcome. */
  get open(): number {
    return this.#open.size;
  }

  add(request: RunRequest, nowMs: number): Promise<Outcome> {
    if (this.open === 0) this.#heardMs = nowMs;
    this.#count += 1;
    const job = this.#count;
    return new Promise((resolve) => {
      this.#open.set(job, { request, resolve, takenBy: [], returners: new Set(), returns: 0 });
      this.#events.onPublish(job, request);
    });
  }

  isOpen(job: number): boolean {
    return this.#open.has(job);
  }

  /** Fails a job that no worker can carry out. */
  fail(job: number, reason: string): void {
    const open = this.#open.get(job);
    this.#open.delete(job);
    open?.resolve({ failed: { request: open.request, reason } });
  }

  failAll(reason: string): void {
    for (const job of this.#open.keys()) this.fail(job, reason);
  }

  /** @param answer answer with its outcome, even if that was stored as an object */
  take(answer: Exclude<Answer, { type: 'stored' }>, nowMs: number): void {
    const { type, worker } = answer;
    if (type === 'refused') return this.#warnOfRefusal(worker, answer.reason);
    this.#heardMs = nowMs;
    this.#hasWarned = false;
    if (type === 'working') return;
    if (type === 'done') this.#end(answer.job, worker, answer.outcome);
    const open = this.#open.get(answer.job);
    if (open === undefined) return;
    if (type === 'taken') this.#taken(open, worker);
    else if (type === 'returned') this.#returned(answer.job, open, answer);
    else if (type === 'abandoned') this.fail(answer.job, abandonedText(open));
  }

  /** Warns when no worker is active. @param howToStart command that starts one */
  tick(nowMs: number, howToStart: string): void {
    if (this.open === 0) this.#heardMs = nowMs;
    if (this.#hasWarned || nowMs - this.#heardMs < NO_WORKER_MS) return;
    this.#hasWarned = true;
    this.#events.onWarning(
      `no worker has taken a job for ${NO_WORKER_MS / 1_000} s; start one with ${howToStart}`,
    );
  }

  #taken({ request, takenBy }: OpenJob, worker: string): void {
    const before = takenBy.at(-1);
    takenBy.push(worker);
    if (before === undefined) this.#events.onDetail(`${runText(request)}: ${worker} takes it`);
    else this.#events.onWarning(`${runText(request)}: ${before} has fallen silent, ${worker} takes it`);
  }

  #returned(job: number, open: OpenJob, { worker, reason, isStopping }: Return): void {
    open.takenBy = [];
    if (isStopping) return this.#events.onPublish(job, open.request);
    open.returners.add(worker);
    open.returns += 1;
    const why = printable(reason);
    const isHopeless = open.returners.size >= RETURNERS_MAX || open.returns >= RETURNS_MAX;
    if (isHopeless) return this.fail(job, `${returnsText(open)}; last reason (${worker}): ${why}`);
    this.#events.onWarning(`${runText(open.request)}: ${worker} returns it: ${why}`);
    this.#events.onPublish(job, open.request);
  }

  #end(job: number, worker: string, answered: unknown): void {
    const hash = hashOf(JSON.stringify(answered));
    const earlier = this.#closed.get(job);
    if (earlier !== undefined) return this.#compare(earlier, { ...earlier, worker, hash });
    const open = this.#open.get(job);
    if (open === undefined) return;
    const { request, resolve } = open;
    const outcome = outcomeOf(request, answered);
    if (typeof outcome === 'string')
      return this.#returned(job, open, { worker, reason: outcome, isStopping: false });
    this.#open.delete(job);
    this.#closed.set(job, { request, worker, hash });
    if ('result' in outcome) return resolve(outcome);
    resolve({ failed: { request, ...outcome, reason: printableLines(outcome.reason) } });
  }

  #compare(first: ClosedJob, second: ClosedJob): void {
    if (first.hash === second.hash) return;
    const text = ({ worker, hash }: ClosedJob) => `${hash.slice(0, HASH_SHOWN)} of ${worker}`;
    this.#events.onWarning(
      `${runText(first.request)} has two results: ${text(first)} counts, ${text(second)} does not; one of these machines computes wrongly`,
    );
  }

  #warnOfRefusal(worker: string, reason: string): void {
    if (this.#refused.has(worker)) return;
    this.#refused.add(worker);
    this.#events.onWarning(`${worker} takes no jobs of this lab: ${printable(reason)}`);
  }
}

function abandonedText({ takenBy }: OpenJob): string {
  return `it ended ${takenBy.length} workers (${takenBy.join(', ')}); the last one fell silent without a result`;
}

function returnsText({ returners, returns }: OpenJob): string {
  if (returners.size >= RETURNERS_MAX) return `${returners.size} workers returned it`;
  return `${[...returners].join(' and ')} returned it ${returns} times`;
}

/** @returns the outcome, or why it cannot belong to the request */
function outcomeOf({ seed, minutes }: RunRequest, answered: unknown): RunOutcome | string {
  const outcome = readOutcome(answered);
  if (typeof outcome === 'string' || 'reason' in outcome) return outcome;
  const { result } = outcome;
  if (result.seed === seed && result.minutes === minutes) return outcome;
  return `its result is of seed ${result.seed} and ${result.minutes} minutes, not of seed ${seed} and ${minutes} minutes`;
}

function runText({ path, seed, room }: RunRequest): string {
  return `seed ${seed} of ${basename(path)}${room === undefined ? '' : ` in ${room.name}`}`;
}
