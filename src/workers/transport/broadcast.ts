/** One frame to many readers. A reader that falls behind is closed, and no other waits for it. */
import { WebSocket } from 'ws';
import { BACKPRESSURE_BYTES_MAX, CLOSE } from '../../contract/protocol.ts';
import { dismiss } from './dismiss.ts';

export class Broadcast {
  readonly #readers = new Set<WebSocket>();

  add(socket: WebSocket): void {
    this.#readers.add(socket);
    socket.on('close', () => this.#readers.delete(socket));
  }

  /** @param frame UTF-8 text; its bytes are built once for all readers. */
  send(frame: string | Buffer): void {
    if (this.#readers.size === 0) return;
    const bytes = typeof frame === 'string' ? Buffer.from(frame) : frame;
    for (const socket of this.#readers) {
      if (socket.bufferedAmount > BACKPRESSURE_BYTES_MAX) this.#dropSlow(socket);
      else if (socket.readyState === WebSocket.OPEN) socket.send(bytes, { binary: false });
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
