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
}

export class Intake {
  /** Connections that have frames waiting. */
  readonly #busy = new Set<Source>();
  #isInTurn = false;
  #turnEnd = 0;

  /**
   * @param take gets each frame, in order, while the socket is open
   * @returns what to call with each frame that has come
   */
  add(socket: WebSocket, take: (frame: Buffer) => void): (frame: Buffer) => void {
    const source: Source = { socket, take, waiting: [] };
    socket.on('close', () => this.#busy.delete(source));
    return (frame) => this.#arrived(source, frame);
  }

  #arrived(source: Source, frame: Buffer): void {
    if (!this.#isInTurn) this.#begin();
    if (source.waiting.length === 0 && performance.now() < this.#turnEnd) return source.take(frame);
    source.waiting.push(frame);
    this.#busy.add(source);
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
