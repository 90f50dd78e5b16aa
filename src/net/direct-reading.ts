/**
 * A connection whose reader sees the bytes in the buffer that the system has filled, before Node's stream gets them. The
 * stream allocates 64 KiB for each read and passes every chunk through its queue, which takes longer than reading a frame.
 *
 * 1. The reader takes bytes from the front. The stream gets a copy of the rest, in order.
 * 2. While the stream holds bytes, or is paused, it gets all of them.
 */
import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';

/** As much as Node reads at once. */
const BUFFER_BYTES = 65_536;

/** @param bytes valid during the call only @returns how many of them it has taken */
export type TakeBytes = (bytes: Buffer) => number;

export class DirectReading {
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  /** Undefined: the stream gets all bytes. */
  take: TakeBytes | undefined;

  /** As `net.connect`, for `http.request`, whose options name the path of a page. */
  readonly connect = (options: object): Socket => {
    const callback = (length: number): boolean => this.#read(socket, length);
    const onread = { buffer: this.#buffer, callback };
    const socket = connect({ ...options, path: undefined, onread } as unknown as TcpNetConnectOpts);
    return socket;
  };

  /** @returns false: read no more for now */
  #read(socket: Socket, length: number): boolean {
    const bytes = this.#buffer.subarray(0, length);
    const taken = isFlowing(socket) ? (this.take?.(bytes) ?? 0) : 0;
    return taken === length || socket.destroyed || socket.push(Buffer.from(bytes.subarray(taken)));
  }
}

function isFlowing({ readableFlowing, readableLength }: Socket): boolean {
  return readableFlowing === true && readableLength === 0;
}
