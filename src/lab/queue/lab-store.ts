/**
 * What a lab has on the server: a stream with two consumers, and an object store. They are removed when the lab ends. What
 * a lab that was killed leaves behind expires, and the next lab of the queue removes the empty rest.
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
import { storeName, subjects } from './messages.ts';
import { Objects } from './objects.ts';

const HOUR_MS = 3_600_000;
/** Of jobs, answers and objects. A lab cannot last longer. */
const KEPT_MS = 7 * 24 * HOUR_MS;
/** The server drops a message that it already has. Nobody repeats one for longer than five minutes. */
const DUPLICATES_MS = 10 * 60_000;
/** The consumer of a lab that was killed. That of its workers stays: a lab may wait for its first worker for days. */
const UNUSED_MS = 24 * HOUR_MS;
/** A request to the server that takes longer has failed. */
const ANSWER_TIMEOUT_MS = 5_000;
/** Jobs on the server at the same time. */
export const JOBS_MAX = 1_000;

const WORKERS = 'workers';
const LAB = 'lab';
/** These two. */
const CONSUMERS = 2;

export interface LabStore {
  readonly client: JetStreamClient;
  readonly objects: Objects;
  /** Of the lab. */
  readonly answers: Consumer;
  remove(): Promise<void>;
}

/** @param silenceMs after which a job of a worker is delivered to another one. @throws Error of the server */
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
  readonly jobs: Consumer;
}

/** @throws Error of the server, also when the lab has ended */
export async function openLabStore(
  connection: NatsConnection,
  queue: string,
  lab: string,
): Promise<WorkerStore> {
  const client = jetstream(connection, { timeout: ANSWER_TIMEOUT_MS });
  const name = storeName(queue, lab);
  const [jobs, objects] = await Promise.all([
    client.consumers.get(name, WORKERS),
    Objects.open(client, name),
  ]);
  return { connection, client, jobs, objects };
}

/** Streams of labs that were killed: the lab's own consumer has expired. An hour-old stream of another lab has both. */
async function removeRemains(manager: JetStreamManager, queue: string): Promise<void> {
  for await (const { config, created, state } of manager.streams.list(subjects.answers(queue, '*'))) {
    const isOld = Date.now() - Date.parse(created) > HOUR_MS;
    if (!isOld || state.consumer_count >= CONSUMERS || !config.name.startsWith(`${queue}_`)) continue;
    for (const stream of [config.name, `OBJ_${config.name}`])
      await manager.streams.delete(stream).catch(() => {});
  }
}
