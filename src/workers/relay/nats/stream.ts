/**
 * The stream that keeps frames for a while, and the headers of its messages. One relay publishes to a stream; any number
 * of relays read it. A message's place is the number that the server gives it, from 1 without a gap.
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
import { isStreamMissing } from '../../../net/nats-failures.ts';
import { SetupError } from '../../../runtime/failure.ts';

/** How long and how many bytes the server keeps. A relay that was disconnected for less misses nothing. */
const KEPT_MS = 60 * 60 * 1_000;
const KEPT_BYTES_MAX = 1024 ** 3;

/** Longest wait for the server's reply to a request. */
export const ANSWER_TIMEOUT_MS = 5_000;

/** Header with the ids of the relays that a message came through, in the form of `x-botpit-via`. */
export const VIA = 'Botpit-Via';
/** Header of a message that is a part of a frame. */
export const PART = 'Botpit-Part';

type Headers = JsMsg['headers'];

/** The newest message of a stream. */
export interface Newest {
  /** Place of the message. 0: there never was one. */
  readonly place: number;
  /** Ids of the relays. Null: the stream no longer keeps the message. Empty: no relay sent it. */
  readonly via: string | null;
}

export function subjectOf(stream: string): string {
  return `${stream}.events`;
}

export function headerOf(headers: Headers, name: string): string {
  return headers?.get(name) ?? '';
}

/** @throws SetupError when the stream serves another purpose */
export async function findStream(manager: JetStreamManager, name: string): Promise<StreamInfo> {
  const info = await manager.streams.info(name);
  const { subjects, retention } = info.config;
  const subject = subjectOf(name);
  if (subjects?.join() === subject && retention === RetentionPolicy.Limits) return info;
  throw new SetupError(
    `the stream ${name} serves another purpose: it keeps ${subjects?.join() ?? 'no subject'} by the policy ${retention}, where a pit's keeps ${subject} by ${RetentionPolicy.Limits}; choose another stream in the address`,
  );
}

/** Creates the stream if it is missing. @throws SetupError when it serves another purpose */
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
