/** A stream of an exchange that publishes at a constant rate: trades, positions, single orders and books. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { DEFAULT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import { seededRandom } from '../../../src/contract/seeded-random.ts';

const FRAME_MS = 5;
const ACCOUNTS = 100;
const START_MICROS = 1_750_000_000_000_000;
/** Step of the time stamps. Each frame has another second, so that one-second candles fill up. */
const MICROS_PER_FRAME = 1_000_000;
const FRAMES_PER_CHECKPOINT = 200;
const { symbol } = DEFAULT_INSTRUMENT;

type Fields = Readonly<Record<string, unknown>>;

export class EventFlood {
  readonly #server: WebSocketServer;
  readonly #perFrame: number;
  readonly #random: () => number;
  #frames = 0;
  #seq = 0;
  #trades = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param perSecond events per second */
  constructor(perSecond: number, seed: number) {
    this.#perFrame = Math.round((perSecond * FRAME_MS) / 1_000);
    this.#random = seededRandom(seed);
    this.#server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  }

  get trades(): number {
    return this.#trades;
  }

  get events(): number {
    return this.#seq;
  }

  async port(): Promise<number> {
    if (this.#server.address() === null) await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  /** Starts the flood. A late timer sends all overdue events. */
  start(): void {
    const startMs = performance.now();
    this.#timer = setInterval(() => {
      while (this.#frames * FRAME_MS < performance.now() - startMs) this.#send();
    }, FRAME_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }

  #send(): void {
    const time = START_MICROS + this.#frames * MICROS_PER_FRAME;
    const isCheckpoint = this.#frames % FRAMES_PER_CHECKPOINT === 0;
    this.#frames += 1;
    const events = isCheckpoint ? [STATUS, ...this.#positions()] : [];
    while (events.length < this.#perFrame) events.push(this.#event(events.length));
    const frame = JSON.stringify(
      events.map(({ type, ...fields }) => ({ type, seq: (this.#seq += 1), time, ...fields })),
    );
    for (const client of this.#server.clients) client.send(frame);
  }

  /** Makes one event. Six of ten are trades. */
  #event(index: number): Fields {
    if (index % 10 < 6) return this.#trade();
    if (index % 10 < 8) return this.#position(Math.floor(this.#random() * ACCOUNTS));
    const [price, quantity] = [this.#price(), this.#quantity()];
    if (index % 10 === 8)
      return { type: 'book_update', symbol, snapshot: false, bids: [[price, quantity]], asks: [] };
    const place = { orderId: index, account: 'account-1', side: 'buy', price, quantity, priority: index };
    return { type: 'order_update', symbol, ...place };
  }

  #trade(): Fields {
    this.#trades += 1;
    const [buyer, seller] = [Math.floor(this.#random() * ACCOUNTS), Math.floor(this.#random() * ACCOUNTS)];
    return {
      type: 'trade',
      symbol,
      tradeId: this.#trades,
      price: this.#price(),
      quantity: this.#quantity(),
      aggressor: this.#random() < 0.5 ? 'buy' : 'sell',
      buyAccount: `account-${buyer}`,
      sellAccount: `account-${seller}`,
      buyOrderId: 2 * this.#trades,
      sellOrderId: 2 * this.#trades + 1,
      liquidation: false,
    };
  }

  #positions(): Fields[] {
    return Array.from({ length: ACCOUNTS }, (_, account) => this.#position(account));
  }

  #position(account: number): Fields {
    const equity = 100_000 + Math.floor(this.#random() * 1_000);
    return {
      type: 'position_update',
      account: `account-${account}`,
      symbol,
      ...FLAT,
      balance: equity,
      equity,
    };
  }

  #price(): number {
    return 50_000 + Math.floor(this.#random() * 200) / 2;
  }

  #quantity(): number {
    return Math.ceil(this.#random() * 100) / 1_000;
  }
}

const STATUS: Fields = {
  type: 'exchange_status',
  epoch: 'flood',
  protocol: 1,
  state: 'running',
  instruments: [DEFAULT_INSTRUMENT],
  insuranceFund: 0,
  feesCollected: 0,
  checkpointMs: 1_000,
};

const FLAT = {
  quantity: 0,
  averageEntryPrice: null,
  markPrice: 50_000,
  realizedPnl: 0,
  unrealizedPnl: 0,
  feesPaid: 0,
  initialMargin: 0,
  maintenanceMargin: 0,
  liquidationPrice: null,
  bankruptcyPrice: null,
} as const;
