/** The parts that the servers share: gathered writes, fair turns and rate limits. */
import { once } from 'node:events';
import { createServer, connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { Intake } from '../../src/net/intake.ts';
import { RateLimit } from '../../src/net/rate-limit.ts';
import { textFrames } from '../../src/net/text-frames.ts';
import { Turn } from '../../src/net/turn.ts';

test('a rate limit passes a burst, then as many as the elapsed time allows', () => {
  const rate = new RateLimit(10, 1_000);
  const passed = (now: number) => Array.from({ length: 20 }, () => rate.pass(now)).filter(Boolean).length;
  expect(passed(1_000)).toBe(10);
  expect(rate.waitMs(1_000)).toBe(100);
  expect(passed(1_050)).toBe(0);
  expect(passed(1_100)).toBe(1);
  expect(passed(9_000)).toBe(10);
  expect(rate.waitMs(9_100)).toBe(0);
});

test('a limit of 0 limits nothing', () => {
  const rate = new RateLimit(0, 0);
  expect(rate.pass(0)).toBe(true);
  expect(rate.waitMs(0)).toBe(0);
});

test('the frames of one turn leave in one write, in order', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [connection] = await accepted;
  const done: string[] = [];
  const write = vi.spyOn(connection, 'write').mockImplementation((bytes) => {
    done.push(String(bytes));
    return true;
  });
  const outbox = new Turn(() => done.push('before')).outbox(connection);
  const [first, second, third] = ['a', 'b', 'é'.repeat(1_000)].map((text) => Buffer.from(text));
  for (const payload of [first, second, third]) outbox.send(payload as Buffer);
  expect(done).toEqual([]);
  expect(outbox.waitingBytes).toBe(3 + 3 + 2_004);
  await turnOver();
  expect(done).toEqual(['before', String(textFrames([first, second, third] as Buffer[]))]);
  outbox.send(first as Buffer);
  outbox.flush();
  expect(done.slice(2)).toEqual(['before', String(textFrames([first as Buffer]))]);
  await turnOver();
  expect(write).toHaveBeenCalledTimes(2);
  client.destroy();
  server.close();
});

test.each([0, 1, 125, 126, 65_535, 65_536, 70_000])(
  'a text frame of %d bytes is read unchanged',
  async (length) => {
    const payloads = [Buffer.alloc(length, 'x'), Buffer.from('é'), Buffer.alloc(0)];
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
    server.on('connection', (_, request) => request.socket.write(textFrames(payloads)));
    await once(server, 'listening');
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const read: string[] = [];
    await new Promise<void>((resolve) => {
      client.on('message', (data, isBinary) => {
        read.push(`${isBinary} ${(data as Buffer).toString()}`);
        if (read.length === payloads.length) resolve();
      });
    });
    expect(read).toEqual(payloads.map((payload) => `false ${payload.toString()}`));
    client.terminate();
    server.close();
  },
);

/** The part of a socket that an intake needs. */
class FakeSocket {
  readyState: number = WebSocket.OPEN;
  isPaused = false;
  on(): void {}
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
}

/** Takes frames, each of which keeps the process busy for some time. */
function busyIntake(msEach: number) {
  const intake = new Intake();
  const taken: string[] = [];
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const source = (socket: FakeSocket) =>
    intake.add(socket as unknown as WebSocket, (frame) => {
      now += msEach;
      taken.push(frame.toString());
    });
  return { taken, source };
}

const turnOver = () => new Promise((resolve) => void setImmediate(resolve));

test('frames of many connections are taken in turn, a few in each turn of the event loop', async () => {
  const { taken, source } = busyIntake(1);
  const [first, second] = [new FakeSocket(), new FakeSocket()];
  const [a, b] = [source(first), source(second)];
  for (let n = 0; n < 100; n += 1) a.arrived(Buffer.from(`a${n}`));
  b.arrived(Buffer.from('b0'));
  expect(taken).toEqual(['a0', 'a1', 'a2', 'a3', 'a4']);
  expect(first.isPaused).toBe(true);
  await turnOver();
  expect(taken.slice(5, 7)).toEqual(['a5', 'b0']);
  while (taken.length < 101) await turnOver();
  expect(taken.filter((frame) => frame.startsWith('a'))).toEqual(
    Array.from({ length: 100 }, (_, n) => `a${n}`),
  );
  expect(first.isPaused).toBe(false);
  vi.restoreAllMocks();
});

test('the waiting frames of a closing connection are dropped', async () => {
  const { taken, source } = busyIntake(10);
  const socket = new FakeSocket();
  const inlet = source(socket);
  for (let n = 0; n < 80; n += 1) inlet.arrived(Buffer.from(`a${n}`));
  expect(taken).toEqual(['a0']);
  socket.readyState = WebSocket.CLOSING;
  await turnOver();
  await turnOver();
  expect(taken).toEqual(['a0']);
  expect(socket.isPaused).toBe(false);
  vi.restoreAllMocks();
});

test('the frames of a held connection wait, and those of others do not', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const { taken, source } = busyIntake(0);
  const [a, b] = [source(new FakeSocket()), source(new FakeSocket())];
  a.arrived(Buffer.from('a0'));
  a.hold(500);
  a.arrived(Buffer.from('a1'));
  b.arrived(Buffer.from('b0'));
  await turnOver();
  expect(taken).toEqual(['a0', 'b0']);
  vi.advanceTimersByTime(500);
  await turnOver();
  expect(taken).toEqual(['a0', 'b0', 'a1']);
  vi.useRealTimers();
  vi.restoreAllMocks();
});
