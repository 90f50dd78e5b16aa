/**
 * Messages on their way into a stream, in order: first the sent messages that the server has not confirmed, then the
 * waiting ones. When they exceed the bound, all waiting messages are dropped at once. That leaves a single gap, which
 * readers close with the next checkpoint.
 */
import type { Message } from './parts.ts';

/** Largest number of sent messages that await confirmation. */
const SENT_MAX = 1_000;
const SENT_BYTES_MAX = 4 * 1024 * 1024;
/** Memory of a message in addition to its payload. */
const OVERHEAD_BYTES = 256;
/** Number of stored messages at which the array drops their slots. */
const STORED_MAX = 4_096;

export class Backlog {
  readonly #bytesMax: number;
  /** First the empty slots of stored messages, then the sent ones, then the waiting ones. */
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

  /** @param messages messages of one frame @returns the number of messages dropped for lack of room */
  add(messages: readonly Message[]): number {
    const bytes = messages.reduce((sum, message) => sum + sizeOf(message), 0);
    const dropped = this.bytes + bytes > this.#bytesMax ? this.#dropWaiting() : 0;
    if (this.bytes + bytes > this.#bytesMax) return dropped + messages.length;
    this.#messages.push(...messages);
    this.#waitingBytes += bytes;
    return dropped;
  }

  /** The next message to send. Null: none waits, or enough of them await confirmation. */
  shift(): Message | null {
    const message = this.#messages[this.#takenCount];
    if (message === undefined || this.sent >= SENT_MAX || this.#sentBytes >= SENT_BYTES_MAX) return null;
    this.#takenCount += 1;
    this.#waitingBytes -= sizeOf(message);
    this.#sentBytes += sizeOf(message);
    return message;
  }

  /** Notes that the oldest `count` sent messages are in the stream. */
  stored(count: number): void {
    for (let n = 0; n < count; n += 1) {
      const message = this.#messages[this.#storedCount];
      if (message === undefined) throw new Error('the server stored more messages than were sent');
      this.#sentBytes -= sizeOf(message);
      this.#messages[this.#storedCount] = undefined;
      this.#storedCount += 1;
    }
    if (this.#storedCount < STORED_MAX && this.#storedCount < this.#messages.length) return;
    this.#messages.splice(0, this.#storedCount);
    this.#takenCount -= this.#storedCount;
    this.#storedCount = 0;
  }

  /** Makes sent messages wait again when they are not stored. */
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
