/** Content in a JetStream object store, by its SHA-256. */
import { createHash } from 'node:crypto';
import { Objm, type ObjectStore } from '@nats-io/obj';
import { StorageType, type JetStreamClient } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';

/** Size of one message of the store. */
const PIECE_BYTES = 128 * 1024;
/** Longest download. */
const DOWNLOAD_MS_MAX = 10 * 60_000;

export class Objects {
  readonly #store: ObjectStore;
  readonly #stored = new Map<string, Promise<unknown>>();

  private constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** @param keptMs lifetime of the objects on the server */
  static async create(client: JetStreamClient, name: string, keptMs: number): Promise<Objects> {
    return new Objects(
      await new Objm(client).create(name, { ttl: nanos(keptMs), storage: StorageType.File }),
    );
  }

  static async open(client: JetStreamClient, name: string): Promise<Objects> {
    return new Objects(await new Objm(client).open(name, false));
  }

  /** Stores a content unless it is already stored. @returns its hash */
  async put(content: Uint8Array): Promise<string> {
    const hash = hashOfBytes(content);
    const stored = this.#stored.get(hash) ?? this.#store.put({ name: hash }, piecesOf(content));
    this.#stored.set(hash, stored);
    try {
      await stored;
    } catch (error) {
      this.#stored.delete(hash);
      throw error;
    }
    return hash;
  }

  /** @throws Error when it is missing or damaged, or does not arrive */
  async get(hash: string): Promise<Buffer> {
    const content = await withinTime(this.#store.getBlob(hash));
    if (content === null) throw new Error(`the server does not have the object ${hash.slice(0, 8)}`);
    if (hashOfBytes(content) !== hash) throw new Error(`the object ${hash.slice(0, 8)} has another content`);
    return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  }

  async delete(hash: string): Promise<void> {
    this.#stored.delete(hash);
    await this.#store.delete(hash);
  }

  /** Deletes the store with its content. */
  async destroy(): Promise<void> {
    await this.#store.destroy();
  }
}

function hashOfBytes(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function piecesOf(content: Uint8Array): ReadableStream<Uint8Array> {
  let from = 0;
  return new ReadableStream({
    pull: (controller) => {
      if (from >= content.length) controller.close();
      else controller.enqueue(content.subarray(from, from + PIECE_BYTES));
      from += PIECE_BYTES;
    },
  });
}

async function withinTime<Value>(promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`a download took more than ${DOWNLOAD_MS_MAX / 60_000} minutes`);
    timer = setTimeout(() => reject(error), DOWNLOAD_MS_MAX);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
