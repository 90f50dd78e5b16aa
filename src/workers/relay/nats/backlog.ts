/**
 * Messages on their way into a stream, in order: first those that were sent and are not known to be stored, then those
 * that wait. When they become too many, all that wait are dropped at once: one hole, which readers mend with the next
 * checkpoint, and behind it a stream without holes again.
 */
import type { Message } from './parts.ts';

/** Messages that may be on their way at a time. */
const SENT_MAX = 1_000;
const SENT_BYTES_MAX = 4 * 1024 * 1024;
/** What a message takes beside its payload. */
const OVERHEAD_BYTES = 256;
/** Places of stored messages are cleared away when there are so many. */
const STORED_MAX = 4_096;

export class Backlog {
  readonly #bytesMax: number;
  /** First the places of stored ones, which are let go of, then sent ones, then waiting ones. */
  #messages: (Message | undefined)[] = [];
  #storedCount = 0;
  #takenCount = 0;
  #sentBytes = 0;
  #waitingBytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#sentBytes + this.#waitingBytes;
  }

  get sent(): number {
    return this.#takenCount - this.#storedCount;
  }

  /** @param messages of one frame @returns how many messages were dropped to have room, or because there is none */
  add(messages: readonly Message[]): number {
    const bytes = messages.reduce((sum, message) => sum + sizeOf(message), 0);
    const dropped = this.bytes + bytes > this.#bytesMax ? this.#dropWaiting() : 0;
    if (this.bytes + bytes > this.#bytesMax) return dropped + messages.length;
    this.#messages.push(...messages);
    this.#waitingBytes += bytes;
    return dropped;
  }

  /** The next one to send; null: none waits, or enough are on their way. */
  take(): Message | null {
    const message = this.#messages[this.#takenCount];
    if (message === undefined || this.sent >= SENT_MAX || this.#sentBytes >= SENT_BYTES_MAX) return null;
    this.#takenCount += 1;
    this.#waitingBytes -= sizeOf(message);
    this.#sentBytes += sizeOf(message);
    return message;
  }

  /** The oldest `count` of those that were sent are in the stream. */
  stored(count: number): void {
    for (let n = 0; n < count; n += 1) {
      this.#sentBytes -= sizeOf(this.#messages[this.#storedCount] as Message);
      this.#messages[this.#storedCount] = undefined;
      this.#storedCount += 1;
    }
    if (this.#storedCount < STORED_MAX && this.#storedCount < this.#messages.length) return;
    this.#messages.splice(0, this.#storedCount);
    this.#takenCount -= this.#storedCount;
    this.#storedCount = 0;
  }

  /** What was sent and is not stored waits again. */
  rewind(): void {
    this.#takenCount = this.#storedCount;
    this.#waitingBytes += this.#sentBytes;
    this.#sentBytes = 0;
  }

  #dropWaiting(): number {
    const dropped = this.#messages.length - this.#takenCount;
    this.#messages.length = this.#takenCount;
    this.#waitingBytes = 0;
    return dropped;
  }
}

function sizeOf({ data }: Message): number {
  return data.length + OVERHEAD_BYTES;
}
