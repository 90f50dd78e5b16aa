/** Clients of a stream that look at nothing but its newest bytes: a hundred of them cost next to nothing. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { upgrade } from './upgrade.mjs';

const TAIL_BYTES = 400;
/** A pong without a ping, masked with zeros: RFC 6455 section 5.5.3. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

export class RawReader {
  readonly socket: Socket;
  isOpen = true;
  #tail = '';
  #wake: (() => void)[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('close', () => {
      this.isOpen = false;
      this.#rouse();
    });
    socket.on('data', (chunk: Buffer) => {
      this.#tail = (this.#tail + chunk.subarray(-TAIL_BYTES).toString('latin1')).slice(-TAIL_BYTES);
      this.#rouse();
    });
  }

  /** Waits until the text is among the newest bytes, or until the connection has ended. */
  async sees(text: string): Promise<void> {
    while (this.isOpen && !this.#tail.includes(text)) {
      await new Promise<void>((resolve) => void this.#wake.push(resolve));
    }
  }

  /** A server closes a client that answers no ping. */
  pong(): void {
    this.socket.write(PONG);
  }

  #rouse(): void {
    for (const resolve of this.#wake.splice(0)) resolve();
  }
}

/** @param path such as `/?every=100` */
export async function rawReader(port: number, path = '/'): Promise<RawReader> {
  const reader = new RawReader(await upgraded(port, path));
  await reader.sees('101 Switching Protocols');
  return reader;
}

/** A client that asks for a stream and reads nothing of it. */
export async function deafReader(port: number, path = '/'): Promise<Socket> {
  const socket = await upgraded(port, path);
  await once(socket, 'readable');
  socket.on('error', () => {});
  return socket;
}

async function upgraded(port: number, path: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(upgrade(path, '127.0.0.1'));
  return socket;
}
