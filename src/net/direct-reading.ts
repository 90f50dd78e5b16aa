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
import { setReadBuffer } from './read-buffer.ts';

/** Largest read at once, the same as Node's. */
const BUFFER_BYTES = 65_536;

/**
 * @param bytes valid only during the call
 * @returns number of bytes that the reader has taken
 */
export type TakeBytes = (bytes: Buffer) => number;

/** Buffer of all connections that a server has accepted. The bytes of one read are taken before the next read. */
const SHARED = Buffer.allocUnsafeSlow(BUFFER_BYTES);

/** Reads a connection that a server has accepted. @param take reader of its bytes */
export function readDirectly(connection: Socket, take: TakeBytes): void {
  setReadBuffer(connection, SHARED, (length) => passOn(connection, SHARED.subarray(0, length), take));
}

/** A client's connection, with a buffer of its own. */
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
    if (!passOn(socket, this.#buffer.subarray(0, length), this.take)) return false;
    return this.#batches.hasRead(length === BUFFER_BYTES);
  }
}

/** Passes bytes to their reader, and the rest to the stream. @returns false when the stream wants no more at present */
function passOn(socket: Socket, bytes: Buffer, take: TakeBytes | undefined): boolean {
  const taken = isFlowing(socket) ? (take?.(bytes) ?? 0) : 0;
  return taken === bytes.length || socket.destroyed || socket.push(Buffer.from(bytes.subarray(taken)));
}

function isFlowing({ readableFlowing, readableLength }: Socket): boolean {
  return readableFlowing === true && readableLength === 0;
}
