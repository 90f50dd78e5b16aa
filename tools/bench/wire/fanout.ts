/**
 * Measures deliveries per second of 200-byte events to many clients, by the relay and by nats-server where there is
 * one.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer, type WebSocket } from 'ws';
import { textFrames } from '../../../src/net/text-frames.ts';
import { cpuMs } from './cpu-time.ts';
import { Processes } from './processes.ts';

const EVENT_BYTES = 200;
const CLIENTS = [10, 100, 500] as const;
const NATS_PORT = 24_222;
/** Events per batch, and batches in flight. */
const [BATCH, WINDOW] = [300, 8] as const;
/** Overhead of each event: a frame's header; `MSG a 1 200` and two line ends. */
const RELAY_OVERHEAD = 4;
const NATS_OVERHEAD = 'MSG a 1 200\r\n\r\n'.length;

export interface FanoutOptions {
  readonly built: string;
  readonly ms: number;
  readonly onStep: (what: string) => void;
}

export async function runFanoutBench(options: FanoutOptions): Promise<readonly string[]> {
  const lines = [
    '',
    'Deliveries of 200-byte events, in millions a second (and a second of the server’s processor time)',
  ];
  for (const clients of CLIENTS) {
    options.onStep(`${clients} clients`);
    const relay = await relayRate(options, clients);
    const nats = await natsRate(options, clients);
    lines.push(
      `  ${String(clients).padStart(3)} clients  relay ${inWords(relay)}; ${comparison(relay, nats)}`,
    );
  }
  return lines;
}

/** Deliveries per second of real time, and per second of the server's processor time. */
interface Rate {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

function inWords({ perSecond, perCpuSecond }: Rate): string {
  return `${millions(perSecond)} (${millions(perCpuSecond)})`;
}

function comparison(relay: Rate, nats: Rate | null): string {
  if (nats === null) return 'no nats-server here';
  const [ratio, cpuRatio] = [relay.perSecond / nats.perSecond, relay.perCpuSecond / nats.perCpuSecond];
  return `nats-server ${inWords(nats)}, ratio ${ratio.toFixed(1)} (${cpuRatio.toFixed(1)})`;
}

async function relayRate({ built, ms }: FanoutOptions, clients: number): Promise<Rate> {
  const processes = new Processes(built);
  const source = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  const connected = once(source, 'connection') as Promise<[WebSocket, IncomingMessage]>;
  try {
    await once(source, 'listening');
    const upstream = `ws://127.0.0.1:${(source.address() as AddressInfo).port}`;
    const quiet = ['--log-level', 'error'];
    const { relay = 0 } = await processes.worker('relay', '--port', '0', '--upstream', upstream, ...quiet);
    const [, { socket }] = await connected;
    const frames = textFrames(Array.from({ length: BATCH }, () => Buffer.alloc(EVENT_BYTES, '1')));
    const hello =
      'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
    const readers = await Readers.connect(relay, hello, clients, EVENT_BYTES + RELAY_OVERHEAD);
    const cpu = () => processes.cpuMs()[0] ?? NaN;
    return await readers.measure(ms, cpu, () => socket.write(frames));
  } finally {
    await processes.end();
    source.close();
  }
}

/** Rate of nats-server. Null: there is none on this machine. */
async function natsRate({ ms }: FanoutOptions, clients: number): Promise<Rate | null> {
  const nats = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(NATS_PORT)], { stdio: 'ignore' });
  const isThere = await new Promise<boolean>((resolve) => {
    nats.once('error', () => resolve(false));
    nats.once('spawn', () => resolve(true));
  });
  if (!isThere) return null;
  try {
    await listening(NATS_PORT);
    const greeting = 'CONNECT {"verbose":false,"pedantic":false}\r\n';
    const publisher = connect(NATS_PORT, '127.0.0.1');
    publisher.write(greeting);
    const messages = Buffer.from(`PUB a ${EVENT_BYTES}\r\n${'1'.repeat(EVENT_BYTES)}\r\n`.repeat(BATCH));
    const hello = `${greeting}SUB a 1\r\n`;
    const readers = await Readers.connect(NATS_PORT, hello, clients, EVENT_BYTES + NATS_OVERHEAD);
    const rate = await readers.measure(
      ms,
      () => cpuMs(nats.pid ?? 0),
      () => publisher.write(messages),
    );
    publisher.destroy();
    return rate;
  } finally {
    await ended(nats);
  }
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await sleep(50);
  }
}

/**
 * Clients that count what arrives. The next batch is sent after the last ones have arrived, so that no client falls
 * behind.
 */
class Readers {
  readonly #sockets: Socket[] = [];
  readonly #bytesEach: number;
  /** Bytes of the events. Greetings arrive before them. */
  #bytes = 0;
  #isCounting = false;
  #onData = () => {};

  private constructor(bytesEach: number) {
    this.#bytesEach = bytesEach;
  }

  static async connect(port: number, hello: string, clients: number, bytesEach: number): Promise<Readers> {
    const readers = new Readers(bytesEach);
    for (let n = 0; n < clients; n += 1) {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(hello);
      socket.on('data', (data) => readers.#arrived(data));
      readers.#sockets.push(socket);
    }
    await sleep(500);
    return readers;
  }

  /** @param cpu processor time of the server under test, in ms @param send sends a batch to it */
  async measure(ms: number, cpu: () => number, send: () => void): Promise<Rate> {
    const batchBytes = BATCH * this.#bytesEach * this.#sockets.length;
    let sent = 0;
    this.#isCounting = true;
    this.#onData = () => {
      for (; sent < this.#bytes / batchBytes + WINDOW; sent += 1) send();
    };
    this.#onData();
    await sleep(ms / 4);
    const [from, start, used] = [this.#bytes, performance.now(), cpu()];
    await sleep(ms);
    const deliveries = ((this.#bytes - from) / this.#bytesEach) * 1_000;
    const rate = {
      perSecond: deliveries / (performance.now() - start),
      perCpuSecond: deliveries / (cpu() - used),
    };
    this.#onData = () => {};
    for (const socket of this.#sockets) socket.destroy();
    return rate;
  }

  #arrived(data: Buffer): void {
    if (!this.#isCounting) return;
    this.#bytes += data.length;
    this.#onData();
  }
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

function millions(rate: number): string {
  return (rate / 1e6).toFixed(2);
}
