/**
 * Sends frames to many readers. The frames of one turn of the event loop are encoded once and leave as one write to
 * each reader. Readers that agreed to compression share one compressed copy. A reader that falls behind is closed, and
 * the others do not wait for it.
 */
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { BACKPRESSURE_BYTES_MAX, CLOSE } from '../contract/protocol.ts';
import { dismiss, expel } from './dismiss.ts';
import { fewBytes } from './rate-limit.ts';
import type { FrameDeflater } from './frame-deflater.ts';
import { deflatedFrames, textFrames } from './text-frames.ts';

export class Broadcast {
  /** Readers, each with the connection that carries its frames. */
  readonly #readers = new Map<WebSocket, Socket>();
  readonly #deflater: FrameDeflater | null;
  /** Payloads of the current turn. */
  #unsent: Buffer[] = [];

  /** @param deflater null: no reader gets compressed frames */
  constructor(deflater: FrameDeflater | null = null) {
    this.#deflater = deflater;
  }

  get readers(): number {
    return this.#readers.size;
  }

  /** Number of bytes that wait for slow readers. */
  get queuedBytes(): number {
    let bytes = 0;
    for (const connection of this.#readers.values()) bytes += connection.writableLength;
    return bytes;
  }

  /** Adds a reader, which gets every frame from now on. */
  add(socket: WebSocket, connection: Socket): void {
    this.flush();
    this.#readers.set(socket, connection);
    socket.on('close', () => this.#readers.delete(socket));
  }

  /** Adds readers that first get a frame of their own. */
  addWith(frame: Buffer, readers: ReadonlyMap<WebSocket, Socket>): void {
    const encoded = new EncodedFrames([frame], this.#deflater);
    for (const [socket, connection] of readers) {
      if (socket.readyState !== WebSocket.OPEN) continue;
      this.add(socket, connection);
      connection.write(encoded.for(socket));
    }
  }

  /** @param frame UTF-8 text */
  send(frame: string | Buffer): void {
    if (this.#readers.size === 0) return;
    if (this.#unsent.length === 0) setImmediate(() => this.flush());
    this.#unsent.push(typeof frame === 'string' ? Buffer.from(frame) : frame);
  }

  /** Sends without waiting for the end of the turn. */
  flush(): void {
    if (this.#unsent.length === 0) return;
    const encoded = new EncodedFrames(this.#unsent, this.#deflater);
    this.#unsent = [];
    for (const [socket, connection] of this.#readers) {
      if (connection.writableLength > BACKPRESSURE_BYTES_MAX) this.#dropSlow(socket);
      // Nothing may follow a closing frame.
      else if (socket.readyState === WebSocket.OPEN) connection.write(encoded.for(socket));
    }
  }

  #dropSlow(socket: WebSocket): void {
    this.#readers.delete(socket);
    dismiss(socket, CLOSE.tryAgainLater, 'reading too slowly');
  }
}

/** Encoded frames. They are encoded when the first reader needs them. */
class EncodedFrames {
  readonly #payloads: readonly Buffer[];
  readonly #deflater: FrameDeflater | null;
  #plain: Buffer | undefined;
  #deflated: Buffer | undefined;

  constructor(payloads: readonly Buffer[], deflater: FrameDeflater | null) {
    this.#payloads = payloads;
    this.#deflater = deflater;
  }

  for({ extensions }: WebSocket): Buffer {
    if (this.#deflater === null || extensions === '') return (this.#plain ??= textFrames(this.#payloads));
    return (this.#deflated ??= deflatedFrames(this.#payloads, this.#deflater));
  }
}

/**
 * Refuses writes of a reader of an event stream. It gets one error, further writes are ignored, and a flood closes the
 * connection.
 */
export function refuseWrites(socket: WebSocket, connection: Socket): void {
  socket.once('message', () => {
    socket.send(JSON.stringify({ type: 'error', code: 'BAD_MESSAGE', reason: 'This stream is read-only.' }));
  });
  const bytes = fewBytes();
  connection.on('data', (chunk: Buffer) => {
    if (bytes.charge(performance.now(), chunk.length)) return;
    if (socket.readyState === WebSocket.OPEN)
      expel(socket, CLOSE.policyViolation, 'writing to a read-only stream');
  });
}
