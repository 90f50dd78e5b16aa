/** An exchange without a matching engine: it publishes a recorded market at a constant rate, and acknowledges every order. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { MarketEvent } from '../../../src/contract/events.ts';
import type { Reply, Request } from '../../../src/contract/orders.ts';
import { isCheckpoint, type Recording } from './recorded-market.ts';

const TICK_MS = 1;
/** Largest backlog of a late timer. It sends only the events of this time, so a busy machine causes no bursts. */
const BEHIND_MS_MAX = 20;
const CHECKPOINT_MS = 1_000;
const DEPOSIT = 100_000;
const MICROS_PER_MS = 1_000;

export class EventSource {
  readonly #recording: Recording;
  readonly #events = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  readonly #orders = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  readonly #timer: NodeJS.Timeout;
  /** Index of the next event of the recording. */
  #next = 0;
  #checkpoint: readonly MarketEvent[] = [];
  #checkpointMs = 0;
  /** The running load. Undefined: only checkpoints are sent. */
  #load: { readonly perSecond: number; left: number; lastMs: number; readonly done: () => void } | undefined;
  #seq = 0;
  #orderId = 0;
  #frames = 0;
  #requests = 0;

  constructor(recording: Recording) {
    this.#recording = recording;
    this.#take();
    this.#orders.on('connection', (socket) => this.#serve(socket));
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  get sent(): { readonly events: number; readonly frames: number; readonly requests: number } {
    return { events: this.#seq, frames: this.#frames, requests: this.#requests };
  }

  async listen(): Promise<{ readonly events: number; readonly orders: number }> {
    const ports = await Promise.all([this.#events, this.#orders].map(portOf));
    return { events: ports[0] ?? 0, orders: ports[1] ?? 0 };
  }

  /** Publishes recorded events, and after that only checkpoints, as before. @param count smallest number of events */
  play(perSecond: number, count: number): Promise<void> {
    return new Promise((done) => {
      this.#load = { perSecond, left: count, lastMs: performance.now(), done };
    });
  }

  close(): void {
    clearInterval(this.#timer);
    for (const server of [this.#events, this.#orders]) {
      for (const client of server.clients) client.terminate();
      server.close();
    }
  }

  #tick(): void {
    const nowMs = performance.now();
    const load = this.#load;
    if (load === undefined) {
      if (this.#isCheckpointDue(nowMs)) this.#publish(this.#checkpoint);
      return;
    }
    load.lastMs = Math.max(load.lastMs, nowMs - BEHIND_MS_MAX);
    while (load.left > 0 && load.lastMs < nowMs) {
      const sent = this.#playFrame(nowMs);
      load.left -= sent;
      load.lastMs += (sent / load.perSecond) * 1_000;
    }
    if (load.left > 0) return;
    this.#load = undefined;
    load.done();
  }

  /**
   * Sends a frame. The recording plays faster than real time, so it has more checkpoints than a market in real time.
   * @returns the number of events sent
   */
  #playFrame(nowMs: number): number {
    const events = this.#take();
    if (isCheckpoint(events) && !this.#isCheckpointDue(nowMs)) return 0;
    return this.#publish(events);
  }

  #take(): readonly MarketEvent[] {
    const events = this.#recording.frames[this.#next];
    if (events === undefined) throw new Error('the recording is too short');
    this.#next += 1;
    if (isCheckpoint(events)) this.#checkpoint = events;
    return events;
  }

  #isCheckpointDue(nowMs: number): boolean {
    if (nowMs < this.#checkpointMs) return false;
    this.#checkpointMs = nowMs + CHECKPOINT_MS;
    return true;
  }

  #publish(events: readonly MarketEvent[]): number {
    const time = nowMicros();
    const frame = JSON.stringify(events.map((event) => ({ ...event, seq: (this.#seq += 1), time })));
    for (const client of this.#events.clients) client.send(frame);
    this.#frames += 1;
    return events.length;
  }

  #serve(socket: WebSocket): void {
    const orders = new Map<string, number>();
    socket.on('message', (data: Buffer) => {
      this.#requests += 1;
      const request = JSON.parse(String(data)) as Request;
      for (const reply of this.#answer(request, orders)) socket.send(JSON.stringify(reply));
    });
  }

  /** Replies to a request. No order ever trades. @param orders order ids, by client order id */
  #answer(request: Request, orders: Map<string, number>): readonly Reply[] {
    const { requestId } = request;
    const time = nowMicros();
    switch (request.type) {
      case 'login':
        return [this.#welcome(request.account, requestId)];
      case 'ping':
        return [{ type: 'pong', requestId, time }];
      case 'place_order': {
        const { clientOrderId, symbol, side, orderType, price, quantity, timeInForce } = request;
        const orderId = (this.#orderId += 1);
        const ref = { requestId, clientOrderId, orderId, time };
        const accepted = {
          type: 'order_accepted',
          ...ref,
          symbol,
          side,
          orderType,
          price,
          quantity,
        } as const;
        const rests = orderType === 'limit' && (timeInForce ?? 'gtc') === 'gtc';
        if (rests) orders.set(clientOrderId, orderId);
        if (rests) return [accepted];
        return [
          accepted,
          { type: 'order_canceled', ...ref, remainingQuantity: quantity, cause: 'immediate_or_cancel' },
        ];
      }
      case 'cancel_order': {
        const { clientOrderId = '' } = request;
        const orderId = orders.get(clientOrderId) ?? 0;
        orders.delete(clientOrderId);
        const ref = { requestId, clientOrderId, orderId, time };
        return [{ type: 'order_canceled', ...ref, remainingQuantity: 0, cause: 'user' }];
      }
      case 'amend_order': {
        const { clientOrderId = '', price, quantity = 1 } = request;
        const ref = { requestId, clientOrderId, orderId: orders.get(clientOrderId) ?? 0, time };
        return [{ type: 'order_amended', ...ref, price, quantity, keptPriority: false }];
      }
      default:
        return [{ type: 'cancel_all_done', requestId, count: orders.size, time }];
    }
  }

  #welcome(account: string, requestId: string | undefined): Reply {
    const { epoch, instruments } = this.#recording;
    return {
      type: 'welcome',
      requestId,
      account,
      epoch,
      seq: this.#seq,
      time: nowMicros(),
      instruments: [...instruments],
      balance: DEPOSIT,
      positions: [],
      openOrders: [],
      limits: { frameBytesMax: 65_536, openOrdersMax: 10_000 },
    };
  }
}

async function portOf(server: WebSocketServer): Promise<number> {
  if (server.address() === null) await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function nowMicros(): number {
  return Date.now() * MICROS_PER_MS;
}
