/**
 * The bound for an exchange with this protocol: a `ws` server that sends as many messages of the same length as the
 * exchange. In place of an exchange's work it keeps the processor busy for as many microseconds an order as its first
 * argument says, and touches as many pages of memory as its second argument says, both 0 by default. Each order gets a
 * reply. Two of five orders trade, which sends a fill to their connection and one to that of the order before. The
 * messages of one turn of the event loop leave in one write to each connection.
 */
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { textFrames } from '../../../src/net/text-frames.ts';

const [REPLY, FILL] = [
  frame('{"type":"order_accepted","requestId":"1"', 205),
  frame('{"type":"fill"', 218),
] as const;
const ORDERS = 5;
const TRADING_ORDERS = 2;

const PAGE_BYTES = 4_096;

const workMs = Number(process.argv[2] ?? 0) / 1_000;
const memory = new Uint8Array(Number(process.argv[3] ?? 0) * PAGE_BYTES).fill(1);
const waiting = new Map<Socket, Buffer[]>();
let orders = 0;
let previous: Socket | undefined;

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false }, () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ event: 'ready', ports: { orders: port } }));
});
server.on('connection', (socket, { socket: connection }) => {
  connection.setNoDelay(true);
  socket.on('message', () => {
    orders += 1;
    work();
    send(connection, REPLY);
    if (orders % ORDERS < TRADING_ORDERS) {
      send(connection, FILL);
      send(previous ?? connection, FILL);
    }
    previous = connection;
  });
});

function work(): void {
  const endMs = performance.now() + workMs;
  while (performance.now() < endMs);
  for (let at = 0; at < memory.length; at += PAGE_BYTES) memory[at] = orders;
}

function send(connection: Socket, message: Buffer): void {
  if (waiting.size === 0) setImmediate(release);
  const messages = waiting.get(connection);
  if (messages === undefined) waiting.set(connection, [message]);
  else messages.push(message);
}

function release(): void {
  for (const [connection, messages] of waiting) connection.write(Buffer.concat(messages));
  waiting.clear();
}

/** A text frame with so many bytes of payload. */
function frame(start: string, length: number): Buffer {
  return textFrames([Buffer.from(`${start},"x":"`.padEnd(length - 2, 'x') + '"}')]);
}
