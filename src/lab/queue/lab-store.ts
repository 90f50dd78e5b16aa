/**
 * A lab's data on the server: a stream with two consumers, and an object store. They are removed when the lab ends. The
 * remains of a killed lab expire, and the next lab of the queue removes what is then empty.
 */
import {
  AckPolicy,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type Consumer,
  type JetStreamClient,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { Jobs } from './jobs.ts';
import { storeName, subjects } from './messages.ts';
import { Objects } from './objects.ts';

const HOUR_MS = 3_600_000;
/** Lifetime of jobs, answers and objects. A lab cannot last longer. */
const KEPT_MS = 7 * 24 * HOUR_MS;
/** Time for which the server drops a duplicate message. No client repeats one for more than five minutes. */
const DUPLICATES_MS = 10 * 60_000;
/**
 * Lifetime of the consumer of a killed lab. The workers' consumer stays, because a lab may wait for its first worker
 * for days.
 */
const UNUSED_MS = 24 * HOUR_MS;
/** Longest wait for the server's reply to a request. */
const ANSWER_TIMEOUT_MS = 5_000;
/** Largest number of jobs on the server at the same time. */
export const JOBS_MAX = 1_000;

const WORKERS = 'workers';
const LAB = 'lab';
/** Number of consumers of a stream: the lab's and the workers'. */
const CONSUMERS = 2;

export interface LabStore {
  readonly client: JetStreamClient;
  readonly objects: Objects;
  /** The lab's consumer. */
  readonly answers: Consumer;
  remove(): Promise<void>;
}

/** @param silenceMs time after which a worker's job is delivered to another one @throws Error of the server */
export async function createLabStore(
  connection: NatsConnection,
  queue: string,
  lab: string,
  silenceMs: number,
): Promise<LabStore> {
  const manager = await jetstreamManager(connection, { timeout: ANSWER_TIMEOUT_MS });
  const client = jetstream(connection, { timeout: ANSWER_TIMEOUT_MS });
  const name = storeName(queue, lab);
  await removeRemains(manager, queue);
  await manager.streams.add({
    name,
    description: `a lab of Botpit, since ${new Date().toISOString()}`,
    subjects: [subjects.jobs(queue, lab), subjects.answers(queue, lab)],
    retention: RetentionPolicy.Workqueue,
    storage: StorageType.File,
    max_age: nanos(KEPT_MS),
    duplicate_window: nanos(DUPLICATES_MS),
  });
  await manager.consumers.add(name, {
    ack_policy: AckPolicy.Explicit,
    inactive_threshold: nanos(KEPT_MS),
    durable_name: WORKERS,
    filter_subject: subjects.jobs(queue, lab),
    ack_wait: nanos(silenceMs),
    max_ack_pending: JOBS_MAX,
  });
  await manager.consumers.add(name, {
    ack_policy: AckPolicy.Explicit,
    inactive_threshold: nanos(UNUSED_MS),
    durable_name: LAB,
    ack_wait: nanos(HOUR_MS),
    filter_subject: subjects.answers(queue, lab),
  });
  const objects = await Objects.create(client, name, KEPT_MS);
  return {
    client,
    objects,
    answers: await client.consumers.get(name, LAB),
    remove: async () => {
      await Promise.all([manager.streams.delete(name), objects.destroy()]);
    },
  };
}

export interface WorkerStore {
  readonly connection: NatsConnection;
  readonly client: JetStreamClient;
  readonly objects: Objects;
  readonly jobs: Jobs;
}

/** @throws Error of the server, also when the lab has ended */
export async function openLabStore(
  connection: NatsConnection,
  queue: string,
  lab: string,
): Promise<WorkerStore> {
  const client = jetstream(connection, { timeout: ANSWER_TIMEOUT_MS });
  const name = storeName(queue, lab);
  const objects = await Objects.open(client, name);
  return { connection, client, jobs: new Jobs(connection, name, WORKERS), objects };
}

/** Removes the streams of killed labs, whose own consumer has expired. An hour-old stream of another lab has both. */
async function removeRemains(manager: JetStreamManager, queue: string): Promise<void> {
  for await (const { config, created, state } of manager.streams.list(subjects.answers(queue, '*'))) {
    const isOld = Date.now() - Date.parse(created) > HOUR_MS;
    if (!isOld || state.consumer_count >= CONSUMERS || !config.name.startsWith(`${queue}_`)) continue;
    for (const stream of [config.name, `OBJ_${config.name}`])
      await manager.streams.delete(stream).catch(() => {});
  }
}
