/**
 * Two accounts trade with each other in a separate instrument. They know the reply to every request, the fee of
 * every fill and both positions, and hold the exchange to them. A reader of the relay holds the stream to the trades.
 */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { parseFrame } from '../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { parseReply, type Reply } from '../../src/contract/orders.ts';
import { Replica } from '../../src/contract/replica.ts';

const SYMBOL = 'CANARY-USD';
/** Without fees and with prices of 100, every amount is a whole number. */
export const CANARY_INSTRUMENT = {
  ...DEFAULT_INSTRUMENT,
  symbol: SYMBOL,
  tickSize: 1,
  lotSize: 1,
  referencePrice: 100,
  makerFeeRate: 0,
  takerFeeRate: 0,
};
const REPLY_MS = 30_000;
const POSITION_MAX = 20;

export class Canary {
  readonly faults: string[] = [];
  readonly latenciesMs: number[] = [];
  readonly #orders: string;
  readonly #draw: () => number;
  readonly #replica = new Replica();
  readonly #stream: WebSocket;
  readonly #tradeIds: number[] = [];
  readonly #seen = new Set<number>();
  #seats: readonly [Seat, Seat] | null = null;
  /** Of the first account; the second has the opposite. */
  #position = 0;
  #count = 0;

  constructor(ports: { readonly orders: number; readonly relay: number }, draw: () => number) {
    this.#orders = `ws://127.0.0.1:${ports.orders}`;
    this.#draw = draw;
    this.#stream = new WebSocket(`ws://127.0.0.1:${ports.relay}`);
    this.#stream.on('message', (data) => {
      for (const event of this.#replica.apply(parseFrame((data as Buffer).toString()))) {
        if (event.type === 'trade' && event.symbol === SYMBOL) this.#seen.add(event.tradeId);
      }
    });
  }

  get trades(): number {
    return this.#tradeIds.length;
  }

  async open(): Promise<void> {
    this.#seats = [await Seat.open(this.#orders, 'canary-1'), await Seat.open(this.#orders, 'canary-2')];
    while (!this.#replica.inSync) await once(this.#stream, 'message');
  }

  /** A resting order and one that trades with it; now and then both log in again. */
  async round(): Promise<void> {
    if (this.#seats === null) throw new Error('the canary is not open');
    const [first, second] = this.#seats;
    const isBuy = this.#position <= -POSITION_MAX || (this.#position < POSITION_MAX && this.#draw() < 0.5);
    const quantity = 1 + Math.floor(this.#draw() * 3);
    const price = 95 + Math.floor(this.#draw() * 11);
    this.#count += 1;
    const startMs = performance.now();
    const rested = await first.place(`c${this.#count}`, isBuy ? 'buy' : 'sell', quantity, price);
    this.latenciesMs.push(performance.now() - startMs);
    this.#expect(rested, { type: 'order_accepted', price, quantity, queueAhead: 0 });
    this.#expect(await second.place(`c${this.#count}`, isBuy ? 'sell' : 'buy', quantity, price), {
      type: 'order_accepted',
      price,
      quantity,
    });
    const fill = { type: 'fill', symbol: SYMBOL, price, quantity, remainingQuantity: 0, fee: 0 };
    const [maker, taker] = [await first.next(), await second.next()];
    this.#expect(maker, { ...fill, liquidity: 'maker' });
    this.#expect(taker, { ...fill, liquidity: 'taker' });
    if (maker.type === 'fill') this.#tradeIds.push(maker.tradeId);
    this.#position += isBuy ? quantity : -quantity;
    if (this.#draw() < 0.05) await this.#returns();
  }

  /** Checks at the end, beside the replies. */
  async close(): Promise<void> {
    await this.#returns();
    const last = this.#tradeIds.at(-1) ?? 0;
    while (!this.#seen.has(last)) await once(this.#stream, 'message');
    const missing = this.#tradeIds.filter((id) => !this.#seen.has(id));
    if (missing.length > 0) this.faults.push(`the stream lacks the trades ${missing.join(', ')}`);
    if (this.#replica.holes > 0) this.faults.push(`the stream had ${this.#replica.holes} holes`);
    for (const seat of this.#seats ?? []) seat.close();
    this.#stream.terminate();
  }

  async #returns(): Promise<void> {
    const [first, second] = this.#seats ?? [];
    first?.close();
    second?.close();
    await this.open();
    for (const [index, seat] of (this.#seats ?? []).entries()) {
      const found = seat.welcome.positions.find(({ symbol }) => symbol === SYMBOL)?.quantity ?? 0;
      const wanted = index === 0 ? this.#position : -this.#position;
      if (found !== wanted) this.faults.push(`canary-${index + 1} has a position of ${found}, not ${wanted}`);
      if (seat.welcome.openOrders.length > 0)
        this.faults.push(`canary-${index + 1} has orders that were filled`);
    }
  }

  #expect(reply: Reply, wanted: Readonly<Record<string, unknown>>): void {
    const fields = reply as unknown as Readonly<Record<string, unknown>>;
    const isRight = Object.entries(wanted).every(([name, value]) => fields[name] === value);
    if (!isRight) this.faults.push(`${JSON.stringify(reply)} instead of ${JSON.stringify(wanted)}`);
  }
}

class Seat {
  readonly #socket: WebSocket;
  readonly #replies: Reply[] = [];
  #wake: () => void = () => {};
  welcome!: Extract<Reply, { type: 'welcome' }>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('message', (data) => {
      this.#replies.push(parseReply((data as Buffer).toString()));
      this.#wake();
    });
  }

  static async open(url: string, account: string): Promise<Seat> {
    const socket = new WebSocket(url);
    const seat = new Seat(socket);
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'login', account, protocol: 1 }));
    const reply = await seat.next();
    if (reply.type !== 'welcome') throw new Error(`${account} is not let in: ${JSON.stringify(reply)}`);
    seat.welcome = reply;
    return seat;
  }

  place(clientOrderId: string, side: 'buy' | 'sell', quantity: number, price: number): Promise<Reply> {
    const terms = { symbol: SYMBOL, side, orderType: 'limit', quantity, price };
    this.#socket.send(JSON.stringify({ type: 'place_order', clientOrderId, ...terms }));
    return this.next();
  }

  /** @throws Error when the connection ends or nothing comes */
  async next(): Promise<Reply> {
    const endMs = performance.now() + REPLY_MS;
    while (this.#replies.length === 0) {
      if (this.#socket.readyState === WebSocket.CLOSED) throw new Error('the canary was disconnected');
      if (performance.now() > endMs) throw new Error(`the canary got no reply within ${REPLY_MS / 1_000} s`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, 1_000).unref();
      });
    }
    return this.#replies.shift() as Reply;
  }

  close(): void {
    this.#socket.terminate();
  }
}
