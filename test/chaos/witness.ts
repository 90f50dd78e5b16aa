/**
 * A trader that keeps records: it knows which of its orders the exchange has acknowledged, and checks them after each
 * restart. It also remembers every published trade.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { parseFrame, type Trade } from '../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { parseReply, type Reply, type Welcome } from '../../src/contract/orders.ts';

const RETRY_MS = 25;
/** Nobody else trades it, so its orders rest until it cancels them. */
const SYMBOL = 'QUIET';
export const QUIET_INSTRUMENT = { ...DEFAULT_INSTRUMENT, symbol: SYMBOL };
const [LOWEST, HIGHEST] = [45_000, 49_000];
const OPEN_MAX = 200;
const PACE_MS = 2;

const QUANTITY = 0.001;

type OrderRejected = Extract<Reply, { type: 'order_rejected' }>;

interface KnownOrder {
  readonly price: number;
  /** `asked`: sent, no reply yet. `open`: accepted. `cancelling`: accepted, no reply to its cancel yet. `gone`: cancelled. */
  state: 'asked' | 'open' | 'cancelling' | 'gone';
}

export class Witness {
  readonly #port: number;
  readonly #random: () => number;
  readonly #orders = new Map<string, KnownOrder>();
  readonly #answered: (() => void)[] = [];
  readonly trades: Trade[] = [];
  readonly faults: string[] = [];
  #answers = 0;
  #lastSeq = 0;
  #count = 0;
  #socket: WebSocket | null = null;
  #isOver = false;

  constructor(ports: { readonly orders: number; readonly events: number }, random: () => number) {
    this.#port = ports.orders;
    this.#random = random;
    void this.#trade();
    void this.#watch(ports.events);
  }

  /** Acknowledged orders, live or cancelled. */
  get acknowledged(): number {
    return [...this.#orders.values()].filter(({ state }) => state !== 'asked').length;
  }

  /** Waits for this many more replies. */
  async answers(count: number): Promise<void> {
    const wanted = this.#answers + count;
    while (this.#answers < wanted) await new Promise<void>((resolve) => void this.#answered.push(resolve));
  }

  close(): void {
    this.#isOver = true;
    this.#socket?.terminate();
  }

  async #trade(): Promise<void> {
    while (!this.#isOver) {
      const socket = await this.#connect(this.#port);
      this.#socket = socket;
      socket.on('message', (data) => this.#reply(parseReply((data as Buffer).toString())));
      socket.send(
        JSON.stringify({ type: 'login', account: 'witness', protocol: 1, cancelOnDisconnect: false }),
      );
      await closed(socket);
    }
  }

  async #watch(port: number): Promise<void> {
    while (!this.#isOver) {
      const socket = await this.#connect(port);
      let isFirst = true;
      socket.on('message', (data) => {
        for (const event of parseFrame((data as Buffer).toString())) {
          if (isFirst && event.seq <= this.#lastSeq) {
            this.faults.push(`the stream continues with seq ${event.seq}; ${this.#lastSeq} was published`);
          }
          if (!isFirst && event.seq !== this.#lastSeq + 1) {
            this.faults.push(`seq ${event.seq} came after ${this.#lastSeq}`);
          }
          isFirst = false;
          this.#lastSeq = event.seq;
          if (event.type === 'trade') this.trades.push(event);
        }
      });
      await closed(socket);
    }
  }

  async #connect(port: number): Promise<WebSocket> {
    for (;;) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`);
      const isOpen = await new Promise<boolean>((resolve) => {
        socket.once('open', () => resolve(true));
        socket.once('error', () => resolve(false));
      });
      if (isOpen) return socket;
      await sleep(RETRY_MS);
      if (this.#isOver) return socket;
    }
  }

  #reply(reply: Reply): void {
    if (reply.type === 'welcome') {
      this.#compare(reply);
      void this.#pace(this.#socket as WebSocket);
    }
    if (reply.type === 'order_accepted') this.#set(reply.clientOrderId, 'open');
    if (reply.type === 'order_canceled') this.#set(reply.clientOrderId, 'gone');
    if (reply.type === 'order_rejected') this.#refused(reply);
    this.#answers += 1;
    for (const resolve of this.#answered.splice(0)) resolve();
  }

  #refused({ clientOrderId = '', code, reason }: OrderRejected): void {
    // The exchange takes no orders while it ends.
    if (code !== 'SHUTTING_DOWN') this.faults.push(`${clientOrderId} was refused: ${reason}`);
    this.#orders.delete(clientOrderId);
  }

  #set(id: string, state: KnownOrder['state']): void {
    const order = this.#orders.get(id);
    if (order !== undefined) order.state = state;
  }

  /** Acknowledged requests must have taken effect; others may have or not, but wholly. */
  #compare({ openOrders }: Welcome): void {
    const open = new Set(openOrders.map(({ clientOrderId }) => clientOrderId));
    for (const [id, { state }] of this.#orders) {
      if (state === 'open' && !open.has(id)) this.faults.push(`${id} was accepted and is not there`);
      if (state === 'gone' && open.has(id)) this.faults.push(`${id} was cancelled and is there`);
      if (state === 'asked' || state === 'cancelling') this.#set(id, open.has(id) ? 'open' : 'gone');
    }
    for (const { clientOrderId: id, price, quantity } of openOrders) {
      const sent = this.#orders.get(id);
      if (sent === undefined) this.faults.push(`${id} is there and was never sent`);
      else if (price !== sent.price || quantity !== QUANTITY) {
        this.faults.push(`${id} is there as ${quantity} at ${price}, unlike the order that was sent`);
      }
    }
  }

  async #pace(socket: WebSocket): Promise<void> {
    while (socket.readyState === WebSocket.OPEN) {
      const open = [...this.#orders].flatMap(([id, { state }]) => (state === 'open' ? [id] : []));
      const old = open[Math.floor(this.#random() * open.length)];
      if (old !== undefined && (open.length >= OPEN_MAX || this.#random() < 0.4)) this.#cancel(socket, old);
      else this.#place(socket);
      await sleep(PACE_MS);
    }
  }

  #place(socket: WebSocket): void {
    this.#count += 1;
    const clientOrderId = `w${this.#count}`;
    const price = Math.floor(LOWEST + (HIGHEST - LOWEST) * this.#random());
    this.#orders.set(clientOrderId, { price, state: 'asked' });
    const terms = { symbol: SYMBOL, side: 'buy', orderType: 'limit', quantity: QUANTITY, price };
    socket.send(JSON.stringify({ type: 'place_order', clientOrderId, ...terms }));
  }

  #cancel(socket: WebSocket, clientOrderId: string): void {
    this.#set(clientOrderId, 'cancelling');
    socket.send(JSON.stringify({ type: 'cancel_order', clientOrderId }));
  }
}

function closed(socket: WebSocket): Promise<void> {
  socket.on('error', () => {});
  if (socket.readyState === WebSocket.CLOSED) return Promise.resolve();
  return new Promise((resolve) => void socket.once('close', () => resolve()));
}
