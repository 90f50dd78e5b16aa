/**
 * Bounds the time for which the `ws` library reads in one turn of the event loop. For each byte of the smallest control
 * frames and fragments it takes some 36 ns, and the system passes on 64 KiB of each connection at once: 100 connections
 * that each sent that much stopped everybody for 0.25 s.
 *
 * 1. Bytes of a connection that belong to no message count as idle. When IDLE_BYTES_MAX of them have come in a turn, or
 *    others wait, a connection that has bytes for the library waits. In each turn one that waits is read.
 * 2. SMALL_BYTES_MAX are read without waiting, so that an honest frame which only the library reads is not late.
 */
import { Entrance } from './entrance.ts';

const IDLE_BYTES_MAX = 32 * 1_024;
const SMALL_BYTES_MAX = 1_024;
/** Header of a client's frame of at least 126 bytes. */
const HEADER_BYTES = 8;

/** Stops reading a connection, and reads it again. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

export class LibraryTurns {
  readonly #line = new Entrance(1);
  /** Idle bytes of this turn. */
  #idle = 0;
  #waiting = 0;

  add(connection: Pausable): LibraryReading {
    let isWaiting = false;
    let messages = 0;
    return {
      message: (bytes) => void (messages += bytes + HEADER_BYTES),
      begin: (bytes) => {
        messages = 0;
        if (bytes <= SMALL_BYTES_MAX || isWaiting || !this.#isSpent) return;
        isWaiting = true;
        this.#waiting += 1;
        connection.pause();
        this.#line.step(() => {
          isWaiting = false;
          this.#waiting -= 1;
          connection.resume();
        });
      },
      end: (bytes) => {
        this.#note(bytes - messages);
        messages = 0;
      },
    };
  }

  get #isSpent(): boolean {
    return this.#idle > IDLE_BYTES_MAX || this.#waiting > 0;
  }

  #note(idle: number): void {
    if (idle <= 0) return;
    if (this.#idle === 0) setImmediate(() => void (this.#idle = 0));
    this.#idle += idle;
  }
}

/** What the library reads of one connection. */
export interface LibraryReading {
  /** Notes the bytes of a message that has arrived. */
  readonly message: (bytes: number) => void;
  /** Call it before the library gets bytes. It stops reading the connection if they have to wait. */
  readonly begin: (bytes: number) => void;
  /** Call it after the library has read bytes. */
  readonly end: (bytes: number) => void;
}
