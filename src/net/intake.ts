/**
 * Frames of many connections, taken in turn. In one turn of the event loop they may keep the process busy for so long;
 * what is left waits for the next turn, one frame of each connection after the other. So a flood on one connection
 * holds back neither the others nor timers, pings and files.
 */
import { WebSocket } from 'ws';

/** How long frames may keep the process busy in one turn. */
const TURN_MS = 5;
/** Frames that may wait for one connection before it is not read any more. */
const WAITING_MAX = 64;

interface Source {
  readonly socket: WebSocket;
  readonly take: (frame: Buffer) => void;
  readonly waiting: Buffer[];
  isHeld: boolean;
}

/** One connection's frames. */
export interface Inlet {
  /** A frame has come. */
  arrived(frame: Buffer): void;
  /** Take none of its frames for so long. */
  hold(ms: number): void;
}

export class Intake {
  /** Connections that have frames waiting. */
  readonly #busy = new Set<Source>();
  #isInTurn = false;
  #turnEnd = 0;

  /**
   * @param take gets each frame, in order, while the socket is open
   */
  add(socket: WebSocket, take: (frame: Buffer) => void): Inlet {
    const source: Source = { socket, take, waiting: [], isHeld: false };
    socket.on('close', () => this.#busy.delete(source));
    return {
      arrived: (frame) => this.#arrived(source, frame),
      hold: (ms) => this.#hold(source, ms),
    };
  }

  #hold(source: Source, ms: number): void {
    source.isHeld = true;
    this.#busy.delete(source);
    setTimeout(() => {
      source.isHeld = false;
      if (source.waiting.length === 0) return;
      this.#busy.add(source);
      if (!this.#isInTurn) this.#begin();
    }, ms).unref();
  }

  #arrived(source: Source, frame: Buffer): void {
    if (!this.#isInTurn) this.#begin();
    const isFree = source.waiting.length === 0 && !source.isHeld;
    if (isFree && performance.now() < this.#turnEnd) return source.take(frame);
    source.waiting.push(frame);
    if (!source.isHeld) this.#busy.add(source);
    if (source.waiting.length === WAITING_MAX) source.socket.pause();
  }

  #begin(): void {
    this.#isInTurn = true;
    this.#turnEnd = performance.now() + TURN_MS;
    setImmediate(() => this.#end());
  }

  #end(): void {
    this.#isInTurn = false;
    if (this.#busy.size === 0) return;
    this.#begin();
    while (this.#busy.size > 0 && performance.now() < this.#turnEnd) {
      for (const source of this.#busy) this.#takeOne(source);
    }
  }

  #takeOne(source: Source): void {
    const { socket, waiting, take } = source;
    const frame = waiting.shift();
    // What was under way when the connection was closed could not be answered any more.
    if (socket.readyState !== WebSocket.OPEN) waiting.length = 0;
    else if (frame !== undefined) take(frame);
    if (waiting.length > 0) return;
    this.#busy.delete(source);
    if (socket.isPaused) socket.resume();
  }
}
