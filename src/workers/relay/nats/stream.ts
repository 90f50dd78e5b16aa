/**
 * The stream in which frames are kept for a while, and what stands in the headers of its messages. One relay publishes
 * to a stream, any number of them take from it. A message's place is the number that the server gives it, from 1 without
 * a hole.
 */
import {
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type JsMsg,
  type StreamInfo,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { SetupError } from '../../../runtime/worker-frame.ts';
import { isStreamMissing } from './failures.ts';

/** How long, and how much, a relay can have been away without missing anything. Older messages are deleted. */
const KEPT_MS = 60 * 60 * 1_000;
const KEPT_BYTES_MAX = 1024 ** 3;

/** A request to the server that takes longer has failed. */
export const ANSWER_TIMEOUT_MS = 5_000;

/** The ids of the relays that a message has come by, as `x-botpit-via` has them. */
export const VIA = 'Botpit-Via';
/** Of a message that is a part of a frame. */
export const PART = 'Botpit-Part';

type Headers = JsMsg['headers'];

/** The newest message of a stream. */
export interface Newest {
  /** 0: there was none ever. */
  readonly place: number;
  /** Null: it is not kept any more; empty: it is no relay's. */
  readonly via: string | null;
}

export function subjectOf(stream: string): string {
  return `${stream}.events`;
}

export function headerOf(headers: Headers, name: string): string {
  return headers?.get(name) ?? '';
}

/** @throws SetupError when the stream is for something else */
export async function findStream(manager: JetStreamManager, name: string): Promise<StreamInfo> {
  const info = await manager.streams.info(name);
  const { subjects, retention } = info.config;
  const subject = subjectOf(name);
  if (subjects?.join() === subject && retention === RetentionPolicy.Limits) return info;
  throw new SetupError(
    `the stream ${name} is there for something else: it keeps ${subjects?.join() ?? 'no subject'} by the policy ${retention}, where a pit's keeps ${subject} by ${RetentionPolicy.Limits}; choose another stream in the address`,
  );
}

/** Makes the stream where it is missing. @throws SetupError when it is for something else */
export async function openStream(manager: JetStreamManager, name: string): Promise<StreamInfo> {
  try {
    return await findStream(manager, name);
  } catch (error) {
    if (!isStreamMissing(error)) throw error;
  }
  return manager.streams.add({
    name,
    subjects: [subjectOf(name)],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    max_age: nanos(KEPT_MS),
    max_bytes: KEPT_BYTES_MAX,
  });
}

export async function newestIn(manager: JetStreamManager, { config, state }: StreamInfo): Promise<Newest> {
  if (state.messages === 0) return { place: state.last_seq, via: null };
  const message = await manager.streams.getMessage(config.name, { seq: state.last_seq });
  return { place: state.last_seq, via: message === null ? null : message.header.get(VIA) };
}
