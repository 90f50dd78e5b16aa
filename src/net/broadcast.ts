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
import { receiveFrames } from './receive-frames.ts';
import type { FrameDeflater } from './frame-deflater.ts';
import { deflatedFrames, FrameBuffer } from './text-frames.ts';

/**
 * Memory of the frames that is kept from one turn to the next. In a flood, some turns have events of most of a
 * megabyte, and new memory for each of them costs a page fault for every 4 KiB.
 */
const KEPT_BYTES_MAX = 4 * 1_024 * 1_024;

export class Broadcast {
  /** Readers, each with the connection that carries its frames. */
  readonly #readers = new Map<WebSocket, Socket>();
  readonly #deflater: FrameDeflater | null;
  /** Payloads of the current turn. */
  #unsent: Buffer[] = [];
  /**
   * Frames for the readers without compression. A sender without compression may write its frames here, in place.
   * `flush` sends them.
   */
  readonly frames = new FrameBuffer(KEPT_BYTES_MAX);

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
    const open = new Map([...readers].filter(([socket]) => socket.readyState === WebSocket.OPEN));
    for (const [socket, connection] of open) this.add(socket, connection);
    this.#write([frame], open);
  }

  /** @param frame UTF-8 text */
  send(frame: string | Buffer): void {
    if (this.#readers.size === 0) return;
    if (this.#unsent.length === 0) setImmediate(() => this.flush());
    this.#unsent.push(typeof frame === 'string' ? Buffer.from(frame) : frame);
  }

  /** Sends without waiting for the end of the turn. */
  flush(): void {
    if (this.#unsent.length === 0 && this.frames.length === 0) return;
    const payloads = this.#unsent;
    this.#unsent = [];
    for (const [socket, { writableLength }] of this.#readers) {
      if (writableLength > BACKPRESSURE_BYTES_MAX) this.#dropSlow(socket);
    }
    this.#write(payloads, this.#readers);
  }

  /** Writes frames, which are encoded at most once with compression and once without. */
  #write(payloads: readonly Buffer[], readers: ReadonlyMap<WebSocket, Socket>): void {
    const plain: Socket[] = [];
    const deflating: Socket[] = [];
    for (const [{ readyState, extensions }, connection] of readers) {
      // Nothing may follow a closing frame.
      if (readyState !== WebSocket.OPEN) continue;
      if (this.#deflater === null || extensions === '') plain.push(connection);
      else deflating.push(connection);
    }
    if (plain.length > 0) for (const payload of payloads) this.frames.addText(payload);
    this.frames.writeTo(plain);
    if (this.#deflater === null || deflating.length === 0) return;
    const deflated = deflatedFrames(payloads, this.#deflater);
    for (const connection of deflating) connection.write(deflated);
  }

  #dropSlow(socket: WebSocket): void {
    this.#readers.delete(socket);
    dismiss(socket, CLOSE.tryAgainLater, 'reading too slowly');
  }
}

/**
 * Refuses writes of a reader of an event stream. It gets one error, further writes are ignored, and a flood closes the
 * connection.
 */
export function refuseWrites(socket: WebSocket, connection: Socket): void {
  let hasWritten = false;
  const answer = (): void => {
    if (hasWritten) return;
    hasWritten = true;
    socket.send(JSON.stringify({ type: 'error', code: 'BAD_MESSAGE', reason: 'This stream is read-only.' }));
  };
  const bytes = fewBytes();
  receiveFrames(socket, connection, {
    onFrame: answer,
    onBinary: answer,
    onBytes: (count) => {
      if (bytes.charge(performance.now(), count)) return;
      if (socket.readyState === WebSocket.OPEN)
        expel(socket, CLOSE.policyViolation, 'writing to a read-only stream');
    },
  });
}
