/**
 * Gathers the frames of one turn of the event loop, because a system call costs more than the replies that it carries.
 *
 * 1. All frames to one connection leave together at the end of the turn, in order.
 * 2. While a connection has not taken an earlier write, its frames gather further. Each write that waits takes several
 *    times the memory of a short reply, so a client that does not read would otherwise fill the heap.
 */
import type { Socket } from 'node:net';
import type { Room } from '../runtime/grow-buffer.ts';
import { FrameBuffer, type Payload } from './text-frames.ts';

/** Frames for one connection. */
export interface Outbox {
  /** Number of bytes that have not left the process. */
  readonly waitingBytes: number;
  /** @param payload text, which is copied at once */
  send(payload: Payload): void;
  /** Sends a text that the caller writes in place. @returns its room, until `close` */
  open(): Room;
  /** Ends the text. */
  close(): void;
  /** Writes all frames now. */
  flush(): void;
  /**
   * Sends a payload that needs no commit without waiting for the end of the turn. Frames that wait for this connection
   * go first, and are committed.
   */
  sendAtOnce(payload: Payload): void;
}

export class Turn {
  readonly #beforeRelease: () => void;
  #held: GatheringOutbox[] = [];

  /** @param beforeRelease runs before any frame leaves; when it throws, none does */
  constructor(beforeRelease: () => void) {
    this.#beforeRelease = beforeRelease;
  }

  outbox(connection: Socket): Outbox {
    return new GatheringOutbox(connection, {
      begun: (outbox) => this.#hold(outbox),
      beforeRelease: this.#beforeRelease,
    });
  }

  #hold(outbox: GatheringOutbox): void {
    if (this.#held.length === 0) setImmediate(this.#release);
    this.#held.push(outbox);
  }

  readonly #release = (): void => {
    this.#beforeRelease();
    const held = this.#held;
    this.#held = [];
    for (const outbox of held) outbox.release();
  };
}

interface Watch {
  /** Called with the first frame of a turn. */
  begun(outbox: GatheringOutbox): void;
  beforeRelease(): void;
}

class GatheringOutbox implements Outbox {
  readonly #connection: Socket;
  readonly #connections: readonly Socket[];
  readonly #watch: Watch;
  readonly #frames = new FrameBuffer();
  /** Number of own writes that the system has not taken. */
  #writes = 0;
  /** True when frames wait for the end of these writes. */
  #isLate = false;

  constructor(connection: Socket, watch: Watch) {
    this.#connection = connection;
    this.#connections = [connection];
    this.#watch = watch;
  }

  get waitingBytes(): number {
    return this.#connection.writableLength + this.#frames.size;
  }

  send(payload: Payload): void {
    if (this.#frames.length === 0) this.#watch.begun(this);
    this.#frames.add(payload);
  }

  open(): Room {
    if (this.#frames.length === 0) this.#watch.begun(this);
    this.#frames.open();
    return this.#frames;
  }

  close(): void {
    this.#frames.close();
  }

  flush(): void {
    if (this.#frames.length === 0) return;
    this.#watch.beforeRelease();
    this.#write();
  }

  sendAtOnce(payload: Payload): void {
    if (this.#frames.length > 0 && !this.#isBlocked) this.#watch.beforeRelease();
    this.#frames.add(payload);
    this.release();
  }

  /** Writes the frames, or leaves them to the end of earlier writes. */
  release(): void {
    if (this.#frames.length === 0) return;
    this.#isLate = this.#isBlocked;
    if (!this.#isLate) this.#write();
  }

  /** True when an own write waits. Bytes that the library has written do not count, because nothing reports their end. */
  get #isBlocked(): boolean {
    return this.#writes > 0 && this.#connection.writableLength > 0;
  }

  #write(): void {
    const { writable } = this.#connection;
    if (writable) this.#writes += 1;
    this.#frames.writeTo(writable ? this.#connections : [], this.#written);
  }

  readonly #written = (): void => {
    this.#writes -= 1;
    if (this.#writes > 0 || !this.#isLate) return;
    this.#isLate = false;
    this.flush();
  };
}
