/**
 * Replies that the clients of a server have not read. A client that is BACKPRESSURE_BYTES_MAX behind is too slow. When
 * all of them together are ALL_UNREAD_BYTES_MAX behind, each client with more than its share is too slow as well. Many
 * connections therefore cannot fill the memory, and a client that reads keeps its connection.
 */
import { BACKPRESSURE_BYTES_MAX } from '../contract/protocol.ts';

export const ALL_UNREAD_BYTES_MAX = 256 * 1_024 * 1_024;

/** Unread replies of one client. */
interface Unread {
  readonly waitingBytes: number;
}

export class UnreadBytes {
  readonly #all = new Set<Unread>();

  add(unread: Unread): void {
    this.#all.add(unread);
  }

  delete(unread: Unread): void {
    this.#all.delete(unread);
  }

  isTooSlow({ waitingBytes }: Unread): boolean {
    if (waitingBytes > BACKPRESSURE_BYTES_MAX) return true;
    return waitingBytes > ALL_UNREAD_BYTES_MAX / this.#all.size && this.#sum() > ALL_UNREAD_BYTES_MAX;
  }

  #sum(): number {
    let bytes = 0;
    for (const { waitingBytes } of this.#all) bytes += waitingBytes;
    return bytes;
  }
}
