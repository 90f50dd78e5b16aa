/**
 * Accepts new connections in small portions. A handshake takes the processor for a fraction of a millisecond, or longer
 * with TLS, and a first read takes memory. Hundreds at the same time would delay every client, so they wait in the
 * system's queue.
 */
import type { Server, Socket } from 'node:net';

/** Number of connections that take a step in one turn of the event loop. */
export const STEPS_PER_TURN = 2;

export class Entrance {
  readonly #stepsPerTurn: number;
  #waiting: (() => void)[] = [];

  constructor(stepsPerTurn: number) {
    this.#stepsPerTurn = stepsPerTurn;
  }

  /** Runs a step when it is its turn. */
  step(step: () => void): void {
    if (this.#waiting.length === 0) setImmediate(() => this.#next());
    this.#waiting.push(step);
  }

  /**
   * Reads nothing from a server's new connections before their turn.
   * @param isAdmitted called when a connection arrives; on false, the connection is destroyed
   */
  guard(server: Server, isAdmitted: (peer: Socket) => boolean): void {
    const listeners = server.listeners('connection') as ((peer: Socket) => void)[];
    const begin = (peer: Socket): void => {
      if (peer.destroyed) return;
      for (const listener of listeners) listener.call(server, peer);
      peer.resume();
    };
    Object.assign(server, { pauseOnConnect: true });
    server.removeAllListeners('connection');
    server.on('connection', (peer) => {
      if (!isAdmitted(peer)) return void peer.destroy();
      // This listener serves until the server has taken the connection over.
      peer.on('error', () => {});
      this.step(() => begin(peer));
    });
  }

  #next(): void {
    for (const step of this.#waiting.splice(0, this.#stepsPerTurn)) step();
    if (this.#waiting.length > 0) setImmediate(() => this.#next());
  }
}
