/**
 * Gathers the frames of one turn of the event loop, because a system call costs more than the replies that it carries.
 * All frames to one connection leave together at the end of the turn, in order.
 */
import type { Socket } from 'node:net';
import { FrameBuffer, type Payload } from './text-frames.ts';

/** Frames for one connection. */
export interface Outbox {
  /** Number of bytes that have not left the process. */
  readonly waitingBytes: number;
  /** @param payload text, which is copied at once */
  send(payload: Payload): void;
  /** Sends without waiting for the end of the turn. */
  flush(): void;
  /** Sends a payload now that needs no commit. Frames that wait for this connection go first, and are committed. */
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

  constructor(connection: Socket, watch: Watch) {
    this.#connection = connection;
    this.#connections = [connection];
    this.#watch = watch;
  }

  get waitingBytes(): number {
    return this.#connection.writableLength + this.#frames.length;
  }

  send(payload: Payload): void {
    if (this.#frames.length === 0) this.#watch.begun(this);
    this.#frames.add(payload);
  }

  flush(): void {
    if (this.#frames.length === 0) return;
    this.#watch.beforeRelease();
    this.release();
  }

  sendAtOnce(payload: Payload): void {
    this.flush();
    this.#frames.add(payload);
    this.release();
  }

  release(): void {
    if (this.#frames.length === 0) return;
    this.#frames.writeTo(this.#connection.writable ? this.#connections : []);
  }
}
