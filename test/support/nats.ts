/** A real nats-server, for tests. It ends with the test, and can be killed and started again in between. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterEach, beforeEach, expect } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { freePort } from './ports.ts';
import { Bench, type Worker } from './workers.ts';

/** `npm test` finds a nats-server, or installs it where it may. */
export const natsServer = process.env['BOTPIT_NATS_SERVER'];
if (natsServer === undefined) {
  console.log('The tests of relays over NATS are skipped: BOTPIT_NATS_SERVER is not set.');
}

class NatsServer {
  readonly port: number;
  readonly #folder: string;
  #process: ChildProcess | null = null;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
  }

  /** @param folder for its streams, which survive a kill */
  static async start(folder: string, ...args: string[]): Promise<NatsServer> {
    const server = new NatsServer(await freePort(), join(folder, 'nats'));
    await server.start('--jetstream', ...args);
    return server;
  }

  url(stream = 'botpit', scheme = 'nats'): string {
    return `${scheme}://127.0.0.1:${this.port}/${stream}`;
  }

  /** On the same port, with the same streams. */
  async start(...args: string[]): Promise<void> {
    const fixed = ['--addr', '127.0.0.1', '--port', String(this.port), '--store_dir', this.#folder];
    const child = spawn(natsServer ?? '', [...fixed, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    const lines = createInterface({ input: child.stderr as NodeJS.ReadableStream });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      lines.on('line', (line) => {
        said += `${line}\n`;
        if (line.includes('Server is ready')) resolve();
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`nats-server ended with ${code}:\n${said}`)));
    });
  }

  /** By default without warning, like a lost machine. */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  /** An administrator's access to the streams. */
  async manage<Result>(use: (manager: JetStreamManager) => Promise<Result>): Promise<Result> {
    const connection = await connect({ servers: `127.0.0.1:${this.port}`, reconnect: false });
    try {
      return await use(await jetstreamManager(connection));
    } finally {
      await connection.close();
    }
  }
}

export let bench: Bench;
/** Undefined without a nats-server, when the tests that need one are skipped. */
export let nats: NatsServer;

/** A bench and a server for each test of the file that calls it. */
export function useNatsBench(): void {
  beforeEach(async () => {
    bench = new Bench();
    if (natsServer !== undefined) nats = await NatsServer.start(bench.folder);
  });
  afterEach(async () => {
    await bench.end();
    await nats?.stop();
  });
}

/** A relay that has reported its connection to the server. */
export async function connectedRelay(
  ...args: string[]
): Promise<{ readonly worker: Worker; readonly port: number }> {
  const worker = bench.worker('relay', '--port', '0', ...args);
  const { relay: port = 0 } = await worker.ready();
  await expect.poll(() => worker.stderr).toMatch(/connected to (nats|tls):/);
  return { worker, port };
}

/** A stream that a relay could read, with its connection. */
export async function upstream() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const connected = once(server, 'connection') as Promise<[WebSocket]>;
  return { port: (server.address() as AddressInfo).port, connected, close: () => server.close() };
}
