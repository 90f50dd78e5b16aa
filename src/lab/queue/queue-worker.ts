/**
 * Works for the labs of a queue. Several labs take turns. Each call of `#serve` has one run at a time. A lab that has
 * not repeated its offer for a while has ended, or will offer again. An offer is also a sign to ask the lab for a job,
 * because the server reports nothing when it is about to deliver the job of a silent worker again.
 */
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { QueuePlace } from '../../config/queue-options.ts';
import { SetupError } from '../../runtime/failure.ts';
import type { Logger } from '../../runtime/log.ts';
import { deleteAbandoned, makeOwnFolder } from '../../runtime/own-folder.ts';
import type { RunPool } from '../pool.ts';
import { LabService, type LabServiceOptions, type Work } from './lab-service.ts';
import { openLabStore } from './lab-store.ts';
import { decodeOffer, difference, encode, subjects, type LabProgram, type Offer } from './messages.ts';
import { printable } from '../printable.ts';
import { connectToQueue, ended, inQueueWords, reportTrouble } from './queue-connection.ts';
import { Storeroom } from './supplies.ts';
import { Turns } from './turns.ts';

/** Time without an offer after which a lab counts as ended. */
const OFFER_SILENCE_MS = 60_000;
const CHECK_MS = 5_000;
/** Time after which the worker tries again to join a lab. */
const JOIN_AGAIN_MS = 5_000;
/** Longest wait for the answers of a worker that stops. */
const STOP_MS_MAX = 5_000;

export interface QueueWorkerOptions {
  readonly place: QueuePlace;
  readonly program: LabProgram;
  /** Largest number of runs at the same time. */
  readonly runsMax: number;
  readonly createPool: () => RunPool;
  readonly log: Logger;
  /** Called when the connection has ended permanently. */
  readonly onLost: (reason: string) => void;
}

type OpenOffer = Extract<Offer, { type: 'offer' }>;

interface Served {
  readonly service: LabService;
  offeredMs: number;
  /** The last failure that was logged. */
  failure: string;
}

export class QueueWorker {
  readonly #options: QueueWorkerOptions;
  readonly #connection: NatsConnection;
  readonly #name = printable(`${hostname()}:${process.pid}`);
  readonly #folder: string;
  readonly #labs = new Map<string, Served>();
  /** Labs that are being joined or have been refused, and until when. A refused lab that offers again stays refused. */
  readonly #avoided = new Map<string, number>();
  readonly #checks: NodeJS.Timeout;
  readonly #slots: Promise<unknown>;
  readonly #turns = new Turns<Work>();
  #isStopped = false;

  /** @throws SetupError when there is no server, no JetStream or no right to use them */
  static async open(options: QueueWorkerOptions): Promise<QueueWorker> {
    const { place, log } = options;
    const connection = await connectToQueue(place, 'botpit lab-worker');
    try {
      await jetstreamManager(connection);
      void reportTrouble(connection, place.address.shown, log);
      deleteAbandoned('lab-worker');
      return new QueueWorker(options, connection, makeOwnFolder('lab-worker'));
    } catch (error) {
      await connection.close();
      throw new SetupError(`--queue ${place.address.shown}: ${inQueueWords(error as Error)}`);
    }
  }

  private constructor(options: QueueWorkerOptions, connection: NatsConnection, folder: string) {
    this.#folder = folder;
    this.#options = options;
    this.#connection = connection;
    connection.subscribe(subjects.offers(options.place.address.stream), {
      callback: (_, { data }) => {
        const offer = decodeOffer(data);
        if (offer !== undefined) this.#hear(offer);
      },
    });
    void ended(connection).then((reason) => this.#lost(reason));
    this.#checks = setInterval(() => this.#forgetSilent(), CHECK_MS);
    this.#slots = Promise.all(Array.from({ length: options.runsMax }, () => this.#serve()));
  }

  /** Returns running jobs to their labs. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#checks);
    for (const { service } of this.#labs.values()) service.stop();
    this.#turns.close();
    await Promise.race([this.#slots, sleep(STOP_MS_MAX, undefined, { ref: false })]);
    await this.#connection.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #lost(reason: string): void {
    if (this.#isStopped) return;
    const { place, log, onLost } = this.#options;
    const sentence = `the connection to ${place.address.shown} is lost: ${reason}`;
    log.error(sentence);
    onLost(sentence);
  }

  #hear(offer: Offer): void {
    const known = this.#labs.get(offer.lab);
    if (offer.type === 'end') {
      if (known !== undefined) this.#leave(offer.lab, 'has ended');
      return;
    }
    const nowMs = performance.now();
    if (known !== undefined) {
      known.offeredMs = nowMs;
      this.#turns.sign(known.service);
    } else if (offer.type === 'published') return;
    else if (difference(this.#options.program, offer.program) !== null) this.#refuse(offer, nowMs);
    else if ((this.#avoided.get(offer.lab) ?? 0) < nowMs) void this.#join(offer);
  }

  #refuse({ lab, program }: OpenOffer, nowMs: number): void {
    const isKnown = this.#avoided.has(lab);
    this.#avoided.set(lab, nowMs + OFFER_SILENCE_MS);
    if (isKnown) return;
    const reason = difference(this.#options.program, program) ?? '';
    this.#options.log.warn(`lab ${lab} is refused: ${reason}`);
    const refusal = encode({ type: 'refused', worker: this.#name, reason });
    this.#connection.publish(subjects.answers(this.#options.place.address.stream, lab), refusal);
  }

  async #join({ lab, silenceMs }: OpenOffer): Promise<void> {
    const { place, log, createPool } = this.#options;
    const { stream: queue } = place.address;
    this.#avoided.set(lab, performance.now() + OFFER_SILENCE_MS);
    try {
      const store = await openLabStore(this.#connection, queue, lab);
      const storeroom = new Storeroom(join(this.#folder, lab), store.objects);
      const onRun: LabServiceOptions['onRun'] = ({ path, seed }) =>
        log.debug(`lab ${lab}: seed ${seed} of ${path}`);
      const onFailure = (error: Error) => this.#failed(lab, error);
      const about = { queue, lab, silenceMs, worker: this.#name, store, storeroom, onRun, onFailure };
      if (this.#isStopped) return;
      const service = new LabService({ ...about, pool: createPool() });
      this.#labs.set(lab, { service, offeredMs: performance.now(), failure: '' });
      log.info(`lab ${lab}: working for it`);
      this.#avoided.delete(lab);
      this.#turns.sign(service);
    } catch (error) {
      this.#avoided.set(lab, performance.now() + JOIN_AGAIN_MS);
      log.warn(`lab ${lab} cannot be joined: ${inQueueWords(error as Error)}`);
    }
  }

  #leave(lab: string, why: string): void {
    const served = this.#labs.get(lab);
    if (served === undefined) return;
    this.#labs.delete(lab);
    this.#turns.forget(served.service);
    void served.service.close();
    this.#options.log.info(`lab ${lab} ${why}`);
  }

  #forgetSilent(): void {
    const nowMs = performance.now();
    for (const [lab, { offeredMs }] of this.#labs)
      if (nowMs - offeredMs > OFFER_SILENCE_MS) this.#leave(lab, 'is silent');
    for (const [lab, untilMs] of this.#avoided) if (untilMs < nowMs) this.#avoided.delete(lab);
  }

  async #serve(): Promise<void> {
    for (let work = await this.#turns.next(); work !== null; work = await this.#turns.next()) await work();
  }

  /** Reports a failure: the connection is lost, or the lab has ended without a message. The next offer is a new try. */
  #failed(lab: string, error: Error): void {
    const served = this.#labs.get(lab);
    if (this.#isStopped || served === undefined) return;
    const failure = inQueueWords(error);
    if (failure !== served.failure) this.#options.log.warn(`lab ${lab}: ${failure}; trying again`);
    served.failure = failure;
  }
}
