/**
 * A connection whose reader receives the bytes in the buffer that the system has filled, before Node's stream receives
 * them. The stream allocates 64 KiB for each read and passes every chunk through its queue, which takes longer than
 * reading a frame.
 *
 * 1. The reader takes bytes from the front. The stream receives a copy of the rest, in order.
 * 2. While the stream holds bytes or is paused, it receives all bytes.
 */
import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { ReadBatches } from './read-batches.ts';

/** Largest read at once, the same as Node's. */
const BUFFER_BYTES = 65_536;

/**
 * @param bytes valid only during the call
 * @returns number of bytes that the reader has taken
 */
export type TakeBytes = (bytes: Buffer) => number;

export class DirectReading {
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  readonly #batches: ReadBatches;
  /** Reader of the bytes. Undefined: the stream receives all of them. */
  take: TakeBytes | undefined;

  constructor(batches: ReadBatches) {
    this.#batches = batches;
  }

  /**
   * Does the same as `net.connect`. `http.request` passes the path of the page as `path`, which `net.connect` would
   * take for a socket's.
   */
  readonly connect = (options: object): Socket => {
    const callback = (length: number): boolean => this.#read(socket, length);
    const onread = { buffer: this.#buffer, callback };
    const socket = connect({ ...options, path: undefined, onread } as unknown as TcpNetConnectOpts);
    this.#batches.begin(socket);
    return socket;
  };

  /** @returns false when no more bytes are wanted at present */
  #read(socket: Socket, length: number): boolean {
    const bytes = this.#buffer.subarray(0, length);
    const taken = isFlowing(socket) ? (this.take?.(bytes) ?? 0) : 0;
    if (taken < length && !socket.destroyed && !socket.push(Buffer.from(bytes.subarray(taken)))) return false;
    return this.#batches.hasRead(length === BUFFER_BYTES);
  }
}

function isFlowing({ readableFlowing, readableLength }: Socket): boolean {
  return readableFlowing === true && readableLength === 0;
}
