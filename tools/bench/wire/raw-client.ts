/**
 * A WebSocket client with minimal cost, so that the measurement shows the server. Its frames are masked with zeros and
 * written in one piece per turn. Of arriving frames it reads only the length.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const [TEXT, CLOSE, PING, PONG] = [0x81, 0x88, 0x89, 0x8a] as const;
const NO_MASK = Buffer.alloc(4);

export class RawClient {
  readonly #socket: Socket;
  readonly #onText: (payload: Buffer) => void;
  #unread: Buffer = Buffer.alloc(0);
  #unsent: Buffer[] = [];

  private constructor(socket: Socket, onText: (payload: Buffer) => void) {
    this.#socket = socket;
    this.#onText = onText;
    socket.setNoDelay(true);
    socket.on('data', (data) => this.#read(data));
  }

  /** @param onText called with the payload of each text frame, which is valid only during the call */
  static async connect(port: number, onText: (payload: Buffer) => void): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    const end = answer.indexOf('\r\n\r\n');
    if (!answer.toString('latin1', 0, 12).startsWith('HTTP/1.1 101')) throw new Error(answer.toString());
    const client = new RawClient(socket, onText);
    client.#read(answer.subarray(end + 4));
    return client;
  }

  /** Queues a frame. `flush` sends the queue. */
  send(text: string): void {
    this.#unsent.push(frame(TEXT, Buffer.from(text)));
  }

  flush(): void {
    if (this.#unsent.length === 0) return;
    this.#socket.write(this.#unsent.length === 1 ? (this.#unsent[0] as Buffer) : Buffer.concat(this.#unsent));
    this.#unsent = [];
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(data: Buffer): void {
    const bytes = this.#unread.length === 0 ? data : Buffer.concat([this.#unread, data]);
    let at = 0;
    for (;;) {
      const header = headerAt(bytes, at);
      if (header === null || at + header.size + header.length > bytes.length) break;
      const payload = bytes.subarray(at + header.size, at + header.size + header.length);
      at += header.size + header.length;
      if (header.opcode === TEXT) this.#onText(payload);
      else if (header.opcode === PING) this.#socket.write(frame(PONG, payload));
      else if (header.opcode === CLOSE)
        throw new Error(`the server closed: ${payload.subarray(2).toString()}`);
    }
    this.#unread = at === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at));
  }
}

function headerAt(bytes: Buffer, at: number): { opcode: number; size: number; length: number } | null {
  if (at + 2 > bytes.length) return null;
  const opcode = bytes[at] as number;
  const short = bytes[at + 1] as number;
  if (short < 126) return { opcode, size: 2, length: short };
  if (short === 126)
    return at + 4 > bytes.length ? null : { opcode, size: 4, length: bytes.readUInt16BE(at + 2) };
  return at + 10 > bytes.length ? null : { opcode, size: 10, length: Number(bytes.readBigUInt64BE(at + 2)) };
}

function frame(opcode: number, payload: Buffer): Buffer {
  const isShort = payload.length < 126;
  const header = Buffer.alloc(isShort ? 2 : 4);
  header[0] = opcode;
  header[1] = 0x80 | (isShort ? payload.length : 126);
  if (!isShort) header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, NO_MASK, payload]);
}
