/** What the library reads in one turn of the event loop, of connections that all send the smallest frames at once. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { refuseWrites } from '../../src/net/broadcast.ts';
import { Intake } from '../../src/net/intake.ts';
import { receiveFrames } from '../../src/net/receive-frames.ts';
import { LatencyHistogram } from '../../src/runtime/metrics.ts';
import { upgrade } from '../support/upgrade.mjs';
import { serve } from './serve.ts';

const CONNECTIONS = 12;
const CHUNK_BYTES = 64 * 1_024;
const FRAME = { pong: [0x8a, 0x80, 0, 0, 0, 0], text: [0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69] } as const;
/** Pongs that fill a chunk, followed by a text. */
const PONGS = Math.floor(CHUNK_BYTES / FRAME.pong.length) - 2;
const FLOOD = Buffer.from([...Array.from({ length: PONGS }, () => FRAME.pong).flat(), ...FRAME.text]);

async function client(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.write(upgrade('/', '127.0.0.1'));
  await once(socket, 'data');
  socket.resume();
  return socket;
}

/** Counts the pongs of each turn of the event loop. */
function pongsByTurn() {
  const turns = [0];
  let isCounting = true;
  const next = (): void => {
    turns.push(0);
    if (isCounting) setImmediate(next);
  };
  setImmediate(next);
  onTestFinished(() => void (isCounting = false));
  return { turns, count: () => void (turns[turns.length - 1] = (turns.at(-1) ?? 0) + 1) };
}

const intake = new Intake(new LatencyHistogram());
const READERS = {
  'the gateway': (socket: WebSocket, connection: Socket, onText: () => void) => {
    const inlet = intake.add(socket, { take: () => (onText(), false), overflow: () => {} });
    const receiver = { onFrame: inlet.arrived, onBinary: () => {}, onBytes: () => {} };
    receiveFrames(socket, connection, receiver, inlet);
  },
  'any server': (socket: WebSocket, connection: Socket, onText: () => void) =>
    receiveFrames(socket, connection, { onFrame: onText, onBinary: () => {}, onBytes: () => {} }),
};

test.each(Object.entries(READERS))(
  '%s reads a few chunks of pongs in a turn, and in the end all',
  async (_, read) => {
    let texts = 0;
    const { turns, count } = pongsByTurn();
    const { port } = await serve(undefined, {
      connectionsPerAddress: CONNECTIONS + 1,
      onConnection: (socket, connection) => {
        socket.on('pong', count);
        read(socket, connection, () => (texts += 1));
      },
    });
    const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => client(port)));
    for (const socket of clients) socket.write(FLOOD);
    await vi.waitFor(() => expect(texts).toBe(CONNECTIONS), { timeout: 10_000 });
    expect(turns.reduce((sum, pongs) => sum + pongs)).toBe(CONNECTIONS * PONGS);
    expect(Math.max(...turns)).toBeLessThan(3 * PONGS);
  },
);

test('a stream reads a few chunks of its readers’ pongs in a turn', async () => {
  const { turns, count } = pongsByTurn();
  const { port } = await serve(undefined, {
    connectionsPerAddress: CONNECTIONS + 1,
    onConnection: (socket, connection) => {
      socket.on('pong', count);
      refuseWrites(socket, connection);
    },
  });
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => client(port)));
  const half = FLOOD.subarray(0, FRAME.pong.length * (PONGS / 2));
  for (const socket of clients) socket.write(half);
  await vi.waitFor(
    () =>
      expect(turns.reduce((sum, pongs) => sum + pongs)).toBe((CONNECTIONS * half.length) / FRAME.pong.length),
    { timeout: 10_000 },
  );
  expect(Math.max(...turns)).toBeLessThan(2 * PONGS);
});
