/** Real worker processes and real sockets, for tests. Waits for events, never for time. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { isMarketEvent, parseFrame, type MarketEvent } from '../../src/contract/events.ts';
import { parseReply, type Reply } from '../../src/contract/orders.ts';

const BUILT = fileURLToPath(new URL('../../out/main/', import.meta.url));

type Announcement = { readonly event: string } & Readonly<Record<string, unknown>>;

/** Items that arrive one by one, and that tests can await. */
export class Arrivals<Item> {
  readonly all: Item[] = [];
  #wake: (() => void)[] = [];
  #next = 0;

  push(item: Item): void {
    this.all.push(item);
    const wake = this.#wake;
    this.#wake = [];
    for (const resolve of wake) resolve();
  }

  /** The first unread item for which `matches` holds; earlier ones are skipped. */
  async next<Found extends Item>(matches: (item: Item) => item is Found): Promise<Found>;
  async next(matches?: (item: Item) => boolean): Promise<Item>;
  async next(matches: (item: Item) => boolean = () => true): Promise<Item> {
    for (;;) {
      while (this.#next < this.all.length) {
        const item = this.all[this.#next] as Item;
        this.#next += 1;
        if (matches(item)) return item;
      }
      await new Promise<void>((resolve) => void this.#wake.push(resolve));
    }
  }
}

export class Worker {
  readonly process: ChildProcess;
  readonly announcements = new Arrivals<Announcement>();
  stderr = '';
  /** Its output that is not an announcement. */
  printed = '';
  /** Resolves with its exit code when all of its output has arrived. A process that it started can hold that open. */
  readonly exited: Promise<number | null>;
  readonly #ended: Promise<unknown>;

  constructor(name: string, args: readonly string[], env: Record<string, string> = {}) {
    this.process = spawn(process.execPath, [join(BUILT, `${name}.js`), ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...env },
    });
    const { stdout, stderr } = this.process;
    this.#ended = once(this.process, 'exit');
    // Not the 'close' of the process: a test that has disconnected it gets none.
    const outputs = [stdout, stderr].map((output) => once(output as NodeJS.ReadableStream, 'close'));
    this.exited = Promise.all([this.#ended, ...outputs]).then(() => this.process.exitCode);
    this.process.stderr?.on('data', (text: Buffer) => (this.stderr += text.toString()));
    createInterface({ input: this.process.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      if (line.startsWith('{')) this.announcements.push(JSON.parse(line) as Announcement);
      else this.printed += `${line}\n`;
    });
  }

  /** Ports by name. @throws with the log when the worker ends instead. */
  async ready(): Promise<Readonly<Record<string, number>>> {
    const ready = this.announcements.next(({ event }) => event === 'ready');
    const ended = this.exited.then((code) => {
      throw new Error(`worker ended with ${code}:\n${this.stderr}`);
    });
    return ((await Promise.race([ready, ended])) as { ports?: Record<string, number> }).ports ?? {};
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.process.exitCode === null) this.process.kill(signal);
    return this.exited;
  }

  /** Resolves when it has ended, whatever still holds its output open. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.#ended;
  }
}

/** Workers, sockets and a folder that end with the test. */
export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'botpit-test-'));
  readonly #workers: Worker[] = [];
  readonly #sockets: WebSocket[] = [];

  worker(name: string, ...args: string[]): Worker {
    return this.withEnvironment({}, name, ...args);
  }

  withEnvironment(env: Record<string, string>, name: string, ...args: string[]): Worker {
    const worker = new Worker(name, args, env);
    this.#workers.push(worker);
    return worker;
  }

  exchange(...args: string[]): Worker {
    const ports = ['--orders-port', '0', '--events-port', '0'];
    return this.worker('exchange', ...ports, '--data-dir', join(this.folder, 'session'), ...args);
  }

  /** An exchange that listens. */
  async open(...args: string[]) {
    const exchange = this.exchange(...args);
    const { orders = 0, events = 0 } = await exchange.ready();
    return { exchange, orders, events };
  }

  relay(eventsPort: number, ...args: string[]): Worker {
    return this.worker('relay', '--port', '0', '--upstream', `ws://127.0.0.1:${eventsPort}`, ...args);
  }

  async socket(port: number, options: { origin?: string } = {}): Promise<WebSocket> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, options);
    this.#sockets.push(socket);
    await once(socket, 'open');
    return socket;
  }

  /** Events of a stream, one by one, from the first frame on. */
  async events(port: number, token?: string): Promise<Arrivals<MarketEvent>> {
    const arrivals = new Arrivals<MarketEvent>();
    const query = token === undefined ? '' : `/?token=${encodeURIComponent(token)}`;
    const socket = new WebSocket(`ws://127.0.0.1:${port}${query}`);
    this.#sockets.push(socket);
    socket.on('message', (data) => {
      for (const event of parseFrame((data as Buffer).toString())) {
        if (isMarketEvent(event)) arrivals.push(event);
      }
    });
    await once(socket, 'open');
    return arrivals;
  }

  /** A trader who is logged in. */
  async trader(port: number, account: string, login: Record<string, unknown> = {}): Promise<Trader> {
    const trader = new Trader(await this.socket(port));
    await trader.ask({ type: 'login', account, protocol: 1, ...login });
    return trader;
  }

  async end(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    await Promise.all(this.#workers.map((worker) => worker.kill()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One connection to the order gateway. */
export class Trader {
  readonly socket: WebSocket;
  readonly replies = new Arrivals<Reply>();
  readonly closed: Promise<number>;
  #requests = 0;

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = once(socket, 'close').then(([code]) => code as number);
    socket.on('message', (data) => this.replies.push(parseReply((data as Buffer).toString())));
  }

  /** Send a request and wait for its reply. */
  async ask(request: Record<string, unknown>): Promise<Reply> {
    this.#requests += 1;
    const requestId = `r${this.#requests}`;
    this.socket.send(JSON.stringify({ requestId, ...request }));
    return this.replies.next((reply) => 'requestId' in reply && reply.requestId === requestId);
  }

  /** @param price null: a market order */
  place(
    clientOrderId: string,
    side: 'buy' | 'sell',
    quantity: number,
    price: number | null,
    terms: Record<string, unknown> = {},
  ): Promise<Reply> {
    const type = price === null ? { orderType: 'market' } : { orderType: 'limit', price };
    return this.ask({
      type: 'place_order',
      clientOrderId,
      symbol: 'BTC-USD',
      side,
      quantity,
      ...type,
      ...terms,
    });
  }
}
