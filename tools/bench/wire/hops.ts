/** The delay of each relay in a row: one event per turn from a bare server, and a reader behind every relay. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { FanoutOptions } from './fanout.ts';
import { Processes } from './processes.ts';

const HOPS = 3;
const EVENT_BYTES = 200;
const INTERVAL_MS = 5;

/** @returns lines to print */
export async function runHopsBench({ built, ms }: FanoutOptions): Promise<readonly string[]> {
  const processes = new Processes(built);
  const source = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  try {
    await once(source, 'listening');
    const ports = [(source.address() as AddressInfo).port];
    for (let hop = 0; hop < HOPS; hop += 1) {
      const upstream = `ws://127.0.0.1:${ports.at(-1)}`;
      const connected = hop === 0 ? once(source, 'connection') : null;
      const { relay = 0 } = await processes.worker('relay', '--port', '0', '--upstream', upstream);
      ports.push(relay);
      await connected;
    }
    const delays = await Promise.all(ports.map((port) => readerOf(port)));
    await send(source, ms, delays.at(-1) as number[]);
    return ['', 'Send → arrival behind so many relays, in ms', ...delays.map((its, hops) => line(hops, its))];
  } finally {
    await processes.end();
    source.close();
  }
}

/** @returns the delays, an array that grows as events arrive */
async function readerOf(port: number): Promise<number[]> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  const delays: number[] = [];
  socket.on(
    'message',
    (data) => void delays.push(performance.now() - Number.parseFloat((data as Buffer).toString())),
  );
  await once(socket, 'open');
  return delays;
}

/** Sends events for `ms`, and until the reader of the last relay has one. */
async function send(source: WebSocketServer, ms: number, farthest: readonly number[]): Promise<void> {
  const untilMs = performance.now() + ms;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const frame = String(performance.now()).padEnd(EVENT_BYTES);
      for (const socket of source.clients) socket.send(frame);
      if (performance.now() < untilMs || farthest.length === 0) return;
      clearInterval(timer);
      resolve();
    }, INTERVAL_MS);
  });
}

function line(hops: number, delays: readonly number[]): string {
  const sorted = delays.toSorted((one, other) => one - other);
  const at = (share: number) =>
    (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(3).padStart(8);
  return `  ${hops} relays  p50 ${at(0.5)}  p99 ${at(0.99)}  (${delays.length} events)`;
}
