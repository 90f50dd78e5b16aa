/** A relay that sends a scripted market at a fixed rate, and knows the final state that its readers must reach. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { parseFrame, type MarketEvent } from '../../../src/contract/events.ts';
import { replicaState } from '../../../src/contract/replica-state.ts';
import { Replica } from '../../../src/contract/replica.ts';
import { FloodMarket } from './flood-market.ts';

const TICK_MS = 10;
/** Orders per frame, as many as an exchange carries out in a turn of its event loop. */
const ORDERS_PER_FRAME = 4;
const EVENTS_PER_ORDER = 6;

export interface Flood {
  readonly url: string;
  /** Events sent so far. */
  readonly sent: number;
  /** Number of connections so far. */
  readonly connections: number;
  /** Sends `perSecond` events for `ms`, with a checkpoint each second. Overdue events are sent later. */
  run(perSecond: number, ms: number): Promise<void>;
  /** State of a replica that lost nothing. */
  state(): string;
  close(): void;
}

export async function startFlood(seed: number, accounts: number): Promise<Flood> {
  const market = new FloodMarket(seed, accounts);
  const replica = new Replica();
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  let sent = 0;
  let connections = 0;
  const now = () => Date.now() * 1_000;
  const send = (events: readonly MarketEvent[]) => {
    sent += events.length;
    const frame = JSON.stringify(events);
    replica.apply(parseFrame(frame));
    for (const client of server.clients) client.send(frame);
  };
  const frame = () => send(Array.from({ length: ORDERS_PER_FRAME }, () => market.order(now())).flat());
  server.on('connection', () => {
    connections += 1;
    send(market.checkpoint(now()));
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get sent() {
      return sent;
    },
    get connections() {
      return connections;
    },
    run: async (perSecond, ms) => {
      const start = performance.now();
      let frames = 0;
      let checkpoints = 0;
      for (let passed = 0; passed < ms; passed = performance.now() - start) {
        const due = (Math.min(passed, ms) / 1_000) * (perSecond / (ORDERS_PER_FRAME * EVENTS_PER_ORDER));
        for (; frames < due; frames += 1) frame();
        for (; checkpoints < passed / 1_000; checkpoints += 1) send(market.checkpoint(now()));
        await sleep(TICK_MS);
      }
    },
    state: () => JSON.stringify(replicaState(replica)),
    close: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
