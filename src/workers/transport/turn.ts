/**
 * Writes of one turn of the event loop, gathered: a system call costs more than the answers and events that one
 * carries. What is written to a connection during a turn leaves together when the turn is over, in order.
 */
import type { Socket } from 'node:net';

export class Turn {
  readonly #beforeRelease: () => void;
  #held: Socket[] = [];
  readonly #isHeld = new WeakSet<Socket>();

  /** @param beforeRelease what has to be done before anything leaves; when it throws, nothing ever does */
  constructor(beforeRelease: () => void) {
    this.#beforeRelease = beforeRelease;
  }

  /** Hold back what is written to this connection from now until the turn is over. */
  gather(connection: Socket): void {
    if (this.#isHeld.has(connection)) return;
    if (this.#held.length === 0) setImmediate(() => this.#release());
    this.#isHeld.add(connection);
    this.#held.push(connection);
    connection.cork();
  }

  #release(): void {
    this.#beforeRelease();
    const held = this.#held;
    this.#held = [];
    for (const connection of held) {
      this.#isHeld.delete(connection);
      connection.uncork();
    }
  }
}
