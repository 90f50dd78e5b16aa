/**
 * A WebSocket client with minimal cost, so that the measurement shows the server. Its frames are masked with zeros and
 * written in one piece per turn. Of arriving frames it reads only the length.
 *
 * All reads of a connection fill one buffer, and all writes leave from another. With new ones, the load generator
 * collected garbage for 2 to 5 ms three times a second, and every reply that it was late to read counted as late.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const [TEXT, CLOSE, PING, PONG] = [0x81, 0x88, 0x89, 0x8a] as const;
const MASKED = 0x80;
const MASK_BYTES = 4;
const HEADER_BYTES_MAX = 4 + MASK_BYTES;
const BUFFER_BYTES = 65_536;
const NOTHING = Buffer.alloc(0);

export class RawClient {
  readonly #socket: Socket;
  readonly #onText: (payload: Buffer) => void;
  /** The beginning of a frame that has not arrived whole. */
  #unread = NOTHING;
  #unsent = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #unsentBytes = 0;

  private constructor(socket: Socket, onText: (payload: Buffer) => void) {
    this.#socket = socket;
    this.#onText = onText;
  }

  /** @param onText called with the payload of each text frame, which is valid only during the call */
  static async connect(port: number, onText: (payload: Buffer) => void): Promise<RawClient> {
    let onBytes: (bytes: Buffer) => void = () => undefined;
    const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
    const callback = (length: number): true => {
      onBytes(buffer.subarray(0, length));
      return true;
    };
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer, callback } });
    await once(socket, 'connect');
    socket.write(
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    const answer = await new Promise<Buffer>((resolve) => (onBytes = (bytes) => resolve(Buffer.from(bytes))));
    const end = answer.indexOf('\r\n\r\n');
    if (!answer.toString('latin1', 0, 12).startsWith('HTTP/1.1 101')) throw new Error(answer.toString());
    const client = new RawClient(socket, onText);
    onBytes = (bytes) => client.#read(bytes);
    onBytes(answer.subarray(end + 4));
    return client;
  }

  /** Queues a frame of at most 65,535 bytes. `flush` sends the queue. */
  send(text: string): void {
    const length = Buffer.byteLength(text);
    this.#makeRoom(HEADER_BYTES_MAX + length);
    const head = this.#unsentBytes + writeHeader(this.#unsent, this.#unsentBytes, TEXT, length);
    this.#unsentBytes = head + this.#unsent.write(text, head);
  }

  flush(): void {
    if (this.#unsentBytes === 0) return;
    this.#socket.write(this.#unsent.subarray(0, this.#unsentBytes));
    this.#unsentBytes = 0;
    // The socket still reads a buffer that the system has not taken whole.
    if (this.#socket.writableLength > 0) this.#unsent = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  }

  close(): void {
    this.#socket.destroy();
  }

  #makeRoom(bytes: number): void {
    const needed = this.#unsentBytes + bytes;
    if (needed <= this.#unsent.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#unsent.length));
    this.#unsent.copy(larger, 0, 0, this.#unsentBytes);
    this.#unsent = larger;
  }

  #read(data: Buffer): void {
    const bytes = this.#unread.length === 0 ? data : Buffer.concat([this.#unread, data]);
    let at = 0;
    while (at + 2 <= bytes.length) {
      const head = at + headerBytes(bytes, at);
      if (head > bytes.length) break;
      const end = head + payloadBytes(bytes, at);
      if (end > bytes.length) break;
      this.#take(bytes[at] as number, bytes.subarray(head, end));
      at = end;
    }
    this.#unread = at === bytes.length ? NOTHING : Buffer.from(bytes.subarray(at));
  }

  #take(opcode: number, payload: Buffer): void {
    if (opcode === TEXT) this.#onText(payload);
    else if (opcode === PING) this.#socket.write(pong(payload));
    else if (opcode === CLOSE) throw new Error(`the server closed: ${payload.subarray(2).toString()}`);
  }
}

/** @returns the length of the header, with a mask of zeros */
function writeHeader(bytes: Buffer, at: number, opcode: number, length: number): number {
  const isShort = length < 126;
  bytes[at] = opcode;
  bytes[at + 1] = MASKED | (isShort ? length : 126);
  if (!isShort) bytes.writeUInt16BE(length, at + 2);
  const mask = at + (isShort ? 2 : 4);
  bytes.writeUInt32LE(0, mask);
  return mask + MASK_BYTES - at;
}

function pong(payload: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES_MAX);
  return Buffer.concat([header.subarray(0, writeHeader(header, 0, PONG, payload.length)), payload]);
}

/** Length of the header of a server's frame. */
function headerBytes(bytes: Buffer, at: number): number {
  const short = bytes[at + 1] as number;
  if (short < 126) return 2;
  return short === 126 ? 4 : 10;
}

function payloadBytes(bytes: Buffer, at: number): number {
  const short = bytes[at + 1] as number;
  if (short < 126) return short;
  return short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
}
