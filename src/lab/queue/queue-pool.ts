/**
 * The runs of a lab as jobs of a NATS JetStream work queue, for workers on any machine. The lab's own machine computes
 * only the runs that become sessions: their journal stays here, and they verify that both machines have the same
 * trades.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { QueuePlace } from '../../config/queue-options.ts';
import { Backoff } from '../../net/backoff.ts';
import { SetupError } from '../../runtime/failure.ts';
import type { Logger } from '../../runtime/log.ts';
import type { Outcome, RunOptions, RunPool } from '../pool.ts';
import { RunSlots } from '../run-slots.ts';
import type { RunRequest } from '../run.ts';
import { printable } from '../printable.ts';
import { JobBook } from './job-book.ts';
import { createLabStore, JOBS_MAX, type LabStore } from './lab-store.ts';
import {
  decodeAnswer,
  decodeAnswered,
  encode,
  subjects,
  type Answer,
  type LabProgram,
  type Offer,
} from './messages.ts';
import { connectToQueue, ended, inQueueWords, reportTrouble } from './queue-connection.ts';
import { Shipping } from './supplies.ts';

const OFFER_MS = 1_000;
/** Longest time to publish a job. After it, the job fails. */
const PUBLISH_MS_MAX = 5 * 60_000;
/** Number of attempts to read an answer, and the time between them. */
const READS_MAX = 3;
const REREAD_MS = 2_000;
/** Number of bytes of an invalid answer in the log. */
const SHOWN_BYTES_MAX = 200;
/** Longest time to remove the lab's data from the server. */
const END_MS_MAX = 15_000;

export interface QueuePoolOptions {
  readonly place: QueuePlace;
  readonly program: LabProgram;
  /** Time of silence after which a worker loses its job. */
  readonly silenceMs: number;
  /** Pool for the runs that become sessions. */
  readonly local: RunPool;
  readonly log: Logger;
}

export class QueuePool implements RunPool {
  readonly #options: QueuePoolOptions;
  readonly #lab: string;
  readonly #connection: NatsConnection;
  readonly #store: LabStore;
  readonly #shipping: Shipping;
  readonly #book: JobBook;
  #offers: NodeJS.Timeout | undefined;
  readonly #slots = new RunSlots(JOBS_MAX);
  #answers: ConsumerMessages | undefined;

  /** @throws SetupError when there is no server, no JetStream or no right to use them */
  static async open(options: QueuePoolOptions): Promise<QueuePool> {
    const { place, silenceMs, log } = options;
    const { stream: queue, shown } = place.address;
    const lab = randomBytes(6).toString('hex');
    const connection = await connectToQueue(place, 'botpit lab');
    try {
      const store = await createLabStore(connection, queue, lab, silenceMs);
      const pool = new QueuePool(options, lab, connection, store);
      await pool.#begin();
      void reportTrouble(connection, shown, log);
      void ended(connection).then((reason) => pool.#lost(new Error(reason)));
      return pool;
    } catch (error) {
      await connection.close();
      throw new SetupError(`--queue ${shown}: ${inQueueWords(error as Error)}`);
    }
  }

  private constructor(options: QueuePoolOptions, lab: string, connection: NatsConnection, store: LabStore) {
    this.#options = options;
    this.#lab = lab;
    this.#connection = connection;
    this.#store = store;
    this.#shipping = new Shipping(store.objects);
    const { log } = options;
    const events = {
      onPublish: (job: number, request: RunRequest) => void this.#publish(job, request),
      onWarning: log.warn,
      onDetail: log.debug,
    };
    this.#book = new JobBook(events, performance.now());
  }

  get isClosed(): boolean {
    return this.#slots.isClosed;
  }

  get capacity(): string {
    return `by the workers of ${this.#options.place.address.shown}`;
  }

  run(request: RunRequest, options: RunOptions = {}): Promise<Outcome> {
    if (request.record !== undefined) return this.#options.local.run(request, options);
    const { isWanted = () => true } = options;
    return this.#slots.run(request, isWanted, () => this.#book.add(request, performance.now()));
  }

  close(): void {
    this.#slots.close();
    this.#options.local.close();
    this.#book.failAll('the lab was stopped');
  }

  async end(): Promise<void> {
    this.close();
    clearInterval(this.#offers);
    await Promise.race([this.#leave(), sleep(END_MS_MAX, undefined, { ref: false })]);
  }

  async #leave(): Promise<void> {
    const { place, log } = this.#options;
    try {
      this.#answers?.stop();
      this.#notify({ type: 'end', lab: this.#lab });
      await this.#store.remove();
    } catch (error) {
      log.warn(
        `what this lab had at ${place.address.shown} expires there in a week: ${inQueueWords(error as Error)}`,
      );
    }
    await this.#connection.close();
  }

  #offer(): void {
    const { place, program, silenceMs } = this.#options;
    this.#book.tick(performance.now(), `npm run lab-worker -- --queue ${place.address.shown}`);
    this.#notify({ type: 'offer', lab: this.#lab, program, silenceMs });
  }

  #notify(offer: Offer): void {
    if (this.#connection.isClosed()) return;
    this.#connection.publish(subjects.offers(this.#options.place.address.stream), encode(offer));
  }

  async #publish(job: number, request: RunRequest): Promise<void> {
    const subject = subjects.jobs(this.#options.place.address.stream, this.#lab);
    const message = randomBytes(8).toString('hex');
    try {
      await this.#persist(job, async () => {
        const supplies = await this.#shipping.suppliesOf(request);
        const data = encode({ job, request, ...supplies });
        requireRoom(this.#connection, data);
        // The server drops a second copy of the same message.
        if (this.#book.isOpen(job)) await this.#store.client.publish(subject, data, { msgID: message });
        this.#notify({ type: 'published', lab: this.#lab });
      });
    } catch (error) {
      this.#book.fail(job, error instanceof SetupError ? error.message : inQueueWords(error as Error));
    }
  }

  /** Retries for a while when the server fails. */
  async #persist(job: number, action: () => Promise<void>): Promise<void> {
    const backoff = new Backoff();
    const beganMs = performance.now();
    for (;;) {
      try {
        return await action();
      } catch (error) {
        const isLate = performance.now() - beganMs > PUBLISH_MS_MAX;
        if (error instanceof SetupError || isLate || !this.#book.isOpen(job)) throw error;
        await sleep(backoff.next());
      }
    }
  }

  /** Receives the workers' answers, and then makes the offer to which they come. */
  async #begin(): Promise<void> {
    this.#answers = await this.#store.answers.consume({
      abort_on_missing_resource: true,
      callback: (message) => void this.#take(message),
    });
    void this.#answers.closed().then((error) => this.#lost(error));
    this.#offers = setInterval(() => this.#offer(), OFFER_MS);
    this.#offer();
  }

  /**
   * Ends the lab, which reports what it has: the connection has ended, the server lost the stream, or somebody removed
   * it.
   */
  #lost(error: unknown): void {
    if (this.isClosed) return;
    const { place, log } = this.#options;
    const reason = error instanceof Error ? inQueueWords(error) : 'the server no longer delivers answers';
    log.error(`the lab’s stream at ${place.address.shown} is lost: ${reason}`);
    this.close();
  }

  async #take(message: JsMsg): Promise<void> {
    const answer = decodeAnswer(message.data);
    if (answer === undefined) {
      this.#return(message);
      return message.ack();
    }
    try {
      this.#book.take(await this.#whole(answer), performance.now());
    } catch (error) {
      const reason = `its result cannot be read: ${inQueueWords(error as Error)}`;
      if (message.info.deliveryCount < READS_MAX) return message.nak(REREAD_MS);
      if (answer.type === 'stored')
        this.#book.take({ ...answer, type: 'returned', reason, isStopping: false }, performance.now());
    }
    message.ack();
  }

  /** Publishes the job of an unreadable answer again, because the server no longer delivers it. */
  #return({ data }: JsMsg): void {
    const text = Buffer.from(data.subarray(0, SHOWN_BYTES_MAX)).toString('utf8');
    this.#options.log.warn(`an answer is invalid: ${printable(text)}`);
    const answered = decodeAnswered(data);
    if (answered === undefined) return;
    const reason = 'its answer is invalid';
    this.#book.take({ ...answered, type: 'returned', reason, isStopping: false }, performance.now());
  }

  /** Fetches an answer that is stored as an object. */
  async #whole(answer: Answer): Promise<Exclude<Answer, { type: 'stored' }>> {
    if (answer.type !== 'stored') return answer;
    const whole = decodeAnswer(await this.#store.objects.get(answer.object));
    if (whole?.type !== 'done' || whole.job !== answer.job)
      throw new Error(`the object ${answer.object.slice(0, 8)} is no result of this job`);
    await this.#store.objects.delete(answer.object).catch(() => {});
    return whole;
  }
}

/** @throws SetupError for a job that is too long for the server, which only a user's own room can cause */
function requireRoom({ info }: NatsConnection, { length }: Buffer): void {
  const bytesMax = info?.max_payload ?? Number.POSITIVE_INFINITY;
  if (length > bytesMax)
    throw new SetupError(`the job has ${length} bytes; the server’s max_payload allows ${bytesMax}`);
}
