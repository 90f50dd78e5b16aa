/** One frame to many readers. A reader that falls behind is closed, and no other waits for it. */
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { BACKPRESSURE_BYTES_MAX, CLOSE } from '../../contract/protocol.ts';
import { dismiss } from './dismiss.ts';
import { Turn } from './turn.ts';

export class Broadcast {
  /** Each with what carries its frames. */
  readonly #readers = new Map<WebSocket, Socket>();
  readonly #turn = new Turn();

  add(socket: WebSocket, connection: Socket): void {
    this.#readers.set(socket, connection);
    socket.on('close', () => this.#readers.delete(socket));
  }

  /** @param frame UTF-8 text; its bytes are built once for all readers. */
  send(frame: string | Buffer): void {
    if (this.#readers.size === 0) return;
    const bytes = typeof frame === 'string' ? Buffer.from(frame) : frame;
    for (const [socket, connection] of this.#readers) {
      if (socket.bufferedAmount > BACKPRESSURE_BYTES_MAX) this.#dropSlow(socket);
      else if (socket.readyState === WebSocket.OPEN) {
        this.#turn.gather(connection);
        socket.send(bytes, { binary: false });
      }
    }
  }

  #dropSlow(socket: WebSocket): void {
    this.#readers.delete(socket);
    dismiss(socket, CLOSE.tryAgainLater, 'reading too slowly');
  }
}

/** What a reader of an event stream writes gets one error, and is ignored afterwards. */
export function refuseWrites(socket: WebSocket): void {
  socket.once('message', () => {
    socket.send(JSON.stringify({ type: 'error', code: 'BAD_MESSAGE', reason: 'This stream is read-only.' }));
  });
}
