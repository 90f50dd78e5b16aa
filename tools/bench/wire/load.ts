/** Traders that send orders at full speed or at a fixed rate, and wait for every reply. */
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom, type Random } from '../random.ts';
import { RawClient } from './raw-client.ts';

const TICK = 0.5;
const MIDDLE = 50_000;
/** Number of ticks around the middle from which prices are drawn. */
const SPREAD = 20;

/** Outcome of the orders. Times are in milliseconds. */
export interface LoadResult {
  readonly sent: number;
  readonly answered: number;
  readonly ms: number;
  /** Times from the write of an order to its reply. */
  readonly latencies: Float64Array;
}

export class Load {
  readonly #traders: Trader[] = [];

  static async connect(port: number, traders: number, isExchange: boolean, seed: number): Promise<Load> {
    const load = new Load();
    for (let index = 0; index < traders; index += 1) {
      load.#traders.push(await Trader.connect(port, `t${index}`, isExchange, seed + index));
    }
    return load;
  }

  /** Sends orders as fast as possible. Each trader keeps `window` orders in flight. */
  async flood(ms: number, window: number): Promise<LoadResult> {
    const start = performance.now();
    const end = start + ms;
    const before = this.#count();
    await Promise.all(this.#traders.map((trader) => trader.flood(end, window)));
    return this.#result(before, performance.now() - start);
  }

  /** Sends orders at a fixed total rate, spread over the traders and, in steps of a millisecond, over time. */
  async paced(ms: number, perSecond: number): Promise<LoadResult> {
    const start = performance.now();
    const before = this.#count();
    let sent = 0;
    for (let now = start; now < start + ms; now = performance.now()) {
      const due = Math.floor(((now - start) * perSecond) / 1_000);
      for (; sent < due; sent += 1) this.#traders[sent % this.#traders.length]?.send();
      for (const trader of this.#traders) trader.flush();
      await (perSecond > 20_000 ? new Promise(setImmediate) : sleep(1));
    }
    await Promise.all(this.#traders.map((trader) => trader.idle()));
    return this.#result(before, performance.now() - start);
  }

  /** Cancels all resting orders. */
  async clear(): Promise<void> {
    for (const trader of this.#traders) trader.cancelAll();
    await Promise.all(this.#traders.map((trader) => trader.idle()));
  }

  close(): void {
    for (const trader of this.#traders) trader.close();
  }

  #count() {
    const sum = (of: (trader: Trader) => number) => this.#traders.reduce((all, one) => all + of(one), 0);
    return { sent: sum(({ sent }) => sent), answered: sum(({ answered }) => answered) };
  }

  #result(before: { readonly sent: number; readonly answered: number }, ms: number): LoadResult {
    const { sent, answered } = this.#count();
    const latencies = Float64Array.from(this.#traders.flatMap((trader) => trader.takeLatencies())).sort();
    return { sent: sent - before.sent, answered: answered - before.answered, ms, latencies };
  }
}

class Trader {
  readonly #random: Random;
  readonly #name: string;
  readonly #isExchange: boolean;
  #client!: RawClient;
  /** Send times of the orders in flight, oldest first. */
  #sentAt: number[] = [];
  #oldest = 0;
  #latencies: number[] = [];
  #wake: (() => void) | undefined;
  sent = 0;
  answered = 0;
  #isIn = false;

  private constructor(name: string, isExchange: boolean, seed: number) {
    this.#name = name;
    this.#isExchange = isExchange;
    this.#random = seededRandom(seed);
  }

  static async connect(port: number, name: string, isExchange: boolean, seed: number): Promise<Trader> {
    const trader = new Trader(name, isExchange, seed);
    trader.#client = await RawClient.connect(port, (payload) => trader.#onReply(payload));
    if (!isExchange) return trader;
    trader.#client.send(JSON.stringify({ type: 'login', account: name, protocol: 1 }));
    trader.flush();
    while (!trader.#isIn) await sleep(1);
    return trader;
  }

  send(): void {
    this.#ask(this.#order());
  }

  cancelAll(): void {
    this.#ask('{"type":"cancel_all","requestId":"all"}');
  }

  #ask(request: string): void {
    this.sent += 1;
    this.#sentAt.push(performance.now());
    this.#client.send(request);
  }

  flush(): void {
    this.#client.flush();
  }

  async flood(end: number, window: number): Promise<void> {
    while (performance.now() < end) {
      while (this.#underWay < window) this.send();
      this.flush();
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    await this.idle();
  }

  async idle(): Promise<void> {
    this.flush();
    while (this.#underWay > 0) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  takeLatencies(): readonly number[] {
    const latencies = this.#latencies;
    this.#latencies = [];
    return latencies;
  }

  close(): void {
    this.#client.close();
  }

  get #underWay(): number {
    return this.#sentAt.length - this.#oldest;
  }

  /** Makes a limit order near the middle. About every other one trades with a resting order. */
  #order(): string {
    const side = this.#random(2) === 0 ? 'buy' : 'sell';
    const price = MIDDLE + (this.#random(2 * SPREAD) - SPREAD) * TICK;
    return `{"type":"place_order","requestId":"${this.sent + 1}","clientOrderId":"${this.#name}-${this.sent + 1}","symbol":"BTC-USD","side":"${side}","orderType":"limit","quantity":0.001,"price":${price}}`;
  }

  /** Handles a reply. Replies have the request's id, and fills have none. */
  #onReply(payload: Buffer): void {
    if (this.#isExchange && !this.#isIn) {
      this.#isIn = payload.includes('"welcome"');
      return;
    }
    if (!payload.includes('"requestId"')) return;
    this.answered += 1;
    this.#latencies.push(performance.now() - (this.#sentAt[this.#oldest] as number));
    this.#oldest += 1;
    if (this.#oldest > 10_000) {
      this.#sentAt = this.#sentAt.slice(this.#oldest);
      this.#oldest = 0;
    }
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
