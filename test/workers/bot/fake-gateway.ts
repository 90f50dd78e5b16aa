/** A gateway and a relay that the test controls, on real sockets. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { MarketEvent } from '../../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT, type Instrument } from '../../../src/contract/instrument.ts';
import type { OpenOrder, Request } from '../../../src/contract/orders.ts';
import { Arrivals } from '../../support/workers.ts';

/** A server whose newest client the test talks to. */
export class FakeServer {
  readonly requests = new Arrivals<Request>();
  readonly #server: WebSocketServer;
  #client: WebSocket | undefined;

  private constructor(server: WebSocketServer, onClient: (server: FakeServer) => void) {
    this.#server = server;
    server.on('connection', (client) => {
      this.#client = client;
      client.on('message', (data: Buffer) =>
        this.requests.push(JSON.parse(data.toString('utf8')) as Request),
      );
      onClient(this);
    });
  }

  static async listen(onClient: (server: FakeServer) => void = () => {}): Promise<FakeServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    return new FakeServer(server, onClient);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  say(message: unknown): void {
    this.#client?.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  async request<Type extends Request['type']>(type: Type): Promise<Extract<Request, { type: Type }>> {
    return this.requests.next(
      (request): request is Extract<Request, { type: Type }> => request.type === type,
    );
  }

  dropClient(): void {
    this.#client?.terminate();
  }

  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }
}

export function welcome(
  epoch = 'run-1',
  openOrders: readonly OpenOrder[] = [],
  instruments: readonly Instrument[] = [DEFAULT_INSTRUMENT],
) {
  return {
    type: 'welcome',
    requestId: 'login',
    account: 'tester',
    epoch,
    seq: 1,
    instruments,
    balance: 100_000,
    positions: [],
    openOrders,
    limits: { frameBytesMax: 65_536, openOrdersMax: 200 },
  } as const;
}

/** A checkpoint with bids at 49,999 and asks at 50,001 in each instrument. */
export function checkpoint(
  seq: number,
  epoch = 'run-1',
  instruments: readonly Instrument[] = [DEFAULT_INSTRUMENT],
): readonly MarketEvent[] {
  const time = 1_000_000 + seq;
  const status: MarketEvent = {
    type: 'exchange_status',
    seq,
    time,
    epoch,
    protocol: 1,
    state: 'running',
    instruments: [...instruments],
    insuranceFund: 0,
    feesCollected: 0,
    checkpointMs: 1_000,
  };
  const markets = instruments.flatMap(({ symbol }, index): MarketEvent[] => {
    const [book, mark] = [seq + 1 + 2 * index, seq + 2 + 2 * index];
    const levels = { bids: [[49_999, 1]], asks: [[50_001, 2]] } satisfies Record<string, [number, number][]>;
    return [
      { type: 'book_update', seq: book, time, symbol, snapshot: true, ...levels },
      { type: 'mark_price', seq: mark, time, symbol, price: 50_000 },
    ];
  });
  return [status, ...markets];
}

/** A supervisor that records the worker's announcements. */
export function fakeHost() {
  const lines = new Arrivals<string>();
  const announced = new Arrivals<{ readonly event: string } & Readonly<Record<string, unknown>>>();
  const exitCodes = new Arrivals<number>();
  const at = (level: string) => (text: string) => lines.push(`${level} ${text}`);
  const host = {
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    announce: (message: { readonly event: string }) => announced.push(message),
    post: () => {},
    onMessage: () => {},
    onUncaught: () => {},
    stopRequested: new Promise<never>(() => {}),
    stop: (exitCode: number) => exitCodes.push(exitCode),
  };
  return { host, lines, announced, exitCodes };
}
