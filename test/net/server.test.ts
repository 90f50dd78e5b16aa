/** The parts that the servers share: gathered writes, fair turns and rate limits. */
import { once } from 'node:events';
import { createServer, connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { Intake, type Inlet } from '../../src/net/intake.ts';
import { LatencyHistogram, requestsIn } from '../../src/runtime/metrics.ts';
import { RateLimit } from '../../src/net/rate-limit.ts';
import { textFrames } from '../../src/net/text-frames.ts';
import { Turn } from '../../src/net/turn.ts';
import { textPayload } from '../support/text-payload.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

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
  const send = (text: Buffer | undefined) => outbox.send(textPayload(String(text)));
  for (const text of [first, second, third]) send(text);
  expect(done).toEqual([]);
  expect(outbox.waitingBytes).toBe(3 + 3 + 2_004);
  await turnOver();
  expect(done).toEqual(['before', String(textFrames([first, second, third] as Buffer[]))]);
  send(first);
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
  close = (): void => {};
  on(_event: 'close', listener: () => void): void {
    this.close = listener;
  }
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
}

function arrive(inlet: Inlet, frame: Buffer): void {
  inlet.arrived(frame, 0, frame.length);
}

/** Takes frames, each of which keeps the process busy for some time. */
function busyIntake(msEach: number) {
  const intake = new Intake(new LatencyHistogram());
  const taken: string[] = [];
  const overflowed: FakeSocket[] = [];
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const source = (socket: FakeSocket) =>
    intake.add(socket as unknown as WebSocket, {
      take: (bytes, start, end) => {
        now += msEach;
        taken.push(bytes.toString('utf8', start, end));
        return true;
      },
      overflow: () => overflowed.push(socket),
    });
  return { taken, overflowed, intake, source };
}

const turnOver = () => new Promise((resolve) => void setImmediate(resolve));

test('frames of many connections are taken in turn, a few in each turn of the event loop', async () => {
  const { taken, source } = busyIntake(1);
  const [first, second] = [new FakeSocket(), new FakeSocket()];
  const [a, b] = [source(first), source(second)];
  for (const inlet of [a, b]) inlet.admit();
  for (let n = 0; n < 100; n += 1) arrive(a, Buffer.from(`a${n}`));
  arrive(b, Buffer.from('b0'));
  expect(taken).toEqual(['a0', 'a1', 'a2', 'a3', 'a4']);
  expect(first.isPaused).toBe(true);
  await turnOver();
  // The first connection is in debt for its five frames.
  expect(taken.slice(5, 7)).toEqual(['b0', 'a5']);
  while (taken.length < 101) await turnOver();
  expect(taken.filter((frame) => frame.startsWith('a'))).toEqual(
    Array.from({ length: 100 }, (_, n) => `a${n}`),
  );
  expect(first.isPaused).toBe(false);
});

test('the time of a request counts as latency, whether it waits or not, and that of another frame does not', async () => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const latency = new LatencyHistogram();
  const inlet = new Intake(latency).add(new FakeSocket() as unknown as WebSocket, {
    take: (bytes, start) => {
      now += 3;
      return bytes[start] === 'r'.charCodeAt(0);
    },
    overflow: () => {},
  });
  inlet.admit();
  for (const frame of ['request', 'ping', 'request', 'request']) arrive(inlet, Buffer.from(frame));
  await turnOver();
  await turnOver();
  expect(requestsIn(latency)).toBe(3);
  expect(latency.sumSeconds).toBeCloseTo(0.009);
});

test('the waiting frames of a closing connection are dropped', async () => {
  const { taken, source } = busyIntake(10);
  const socket = new FakeSocket();
  const inlet = source(socket);
  for (let n = 0; n < 80; n += 1) arrive(inlet, Buffer.from(`a${n}`));
  expect(taken).toEqual(['a0']);
  socket.readyState = WebSocket.CLOSING;
  await turnOver();
  await turnOver();
  expect(taken).toEqual(['a0']);
  expect(socket.isPaused).toBe(false);
});

test('the frames of a held connection wait, and those of others do not', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const { taken, source } = busyIntake(0);
  const [a, b] = [source(new FakeSocket()), source(new FakeSocket())];
  arrive(a, Buffer.from('a0'));
  a.hold(500);
  a.hold(1);
  arrive(a, Buffer.from('a1'));
  arrive(b, Buffer.from('b0'));
  await turnOver();
  expect(taken).toEqual(['a0', 'b0']);
  vi.advanceTimersByTime(499);
  await turnOver();
  expect(taken).toEqual(['a0', 'b0']);
  vi.advanceTimersByTime(1);
  await turnOver();
  expect(taken).toEqual(['a0', 'b0', 'a1']);
});

test('a connection that logs in and is held while its frames wait has them served once, in order', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const { taken, source } = busyIntake(10);
  const [a, b] = [source(new FakeSocket()), source(new FakeSocket())];
  for (const frame of ['a0', 'a1', 'a2']) arrive(a, Buffer.from(frame));
  arrive(b, Buffer.from('b0'));
  a.admit();
  a.admit();
  await turnOver();
  expect(taken).toEqual(['a0', 'a1', 'b0']);
  a.hold(500);
  for (let turn = 0; turn < 5; turn += 1) await turnOver();
  expect(taken).toEqual(['a0', 'a1', 'b0']);
  vi.advanceTimersByTime(500);
  for (let turn = 0; turn < 5; turn += 1) await turnOver();
  expect(taken).toEqual(['a0', 'a1', 'b0', 'a2']);
});

test('a stranger gets half a millisecond of a turn, however many members are idle', async () => {
  const { taken, source } = busyIntake(0.2);
  const stranger = source(new FakeSocket());
  for (let n = 0; n < 10; n += 1) arrive(stranger, Buffer.from(`s${n}`));
  const member = source(new FakeSocket());
  member.admit();
  arrive(member, Buffer.from('m0'));
  expect(taken).toEqual(['s0', 's1', 's2', 'm0']);
  await turnOver();
  expect(taken).toHaveLength(7);
});

test('connections with expensive frames get no more processor time than those with cheap ones', async () => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const intake = new Intake(new LatencyHistogram());
  const spentMs = { cheap: 0, dear: 0 };
  const inlets = Object.entries({ cheap: 0.05, dear: 2 }).map(([name, ms]) => {
    const inlet = intake.add(new FakeSocket() as unknown as WebSocket, {
      take: () => {
        now += ms;
        spentMs[name as 'cheap' | 'dear'] += ms;
        return true;
      },
      overflow: () => {},
    });
    inlet.admit();
    return inlet;
  });
  now += 100;
  for (let n = 0; n < 1_000; n += 1) for (const inlet of inlets) arrive(inlet, Buffer.from('x'));
  for (let turn = 0; turn < 8; turn += 1) await turnOver();
  expect(spentMs.dear / spentMs.cheap).toBeGreaterThan(0.6);
  expect(spentMs.dear / spentMs.cheap).toBeLessThan(1.7);
});

test('waiting bytes are bounded for one connection and in total', () => {
  const { taken, overflowed, source } = busyIntake(100);
  arrive(source(new FakeSocket()), Buffer.alloc(60_000));
  const sockets = Array.from({ length: 300 }, () => new FakeSocket());
  const inlets = sockets.map((socket) => source(socket));
  for (const inlet of inlets) for (let n = 0; n < 12; n += 1) arrive(inlet, Buffer.alloc(60_000));
  expect(taken).toHaveLength(1);
  expect(sockets.every(({ isPaused }) => isPaused || overflowed.length > 0)).toBe(true);
  expect(new Set(overflowed).size).toBeGreaterThan(250);
});

test('a connection with a few waiting frames stays open when others have filled the memory', () => {
  const { overflowed, intake, source } = busyIntake(100);
  const greedy = Array.from({ length: 400 }, () => new FakeSocket());
  for (const inlet of greedy.map(source)) for (let n = 0; n < 2; n += 1) arrive(inlet, Buffer.alloc(60_000));
  expect(intake.waitingBytes).toBeGreaterThan(16 * 1_024 * 1_024);
  const before = overflowed.length;
  expect(before).toBeGreaterThan(100);
  const modest = new FakeSocket();
  const inlet = source(modest);
  for (let n = 0; n < 5; n += 1) arrive(inlet, Buffer.alloc(200));
  expect(overflowed).not.toContain(modest);
  for (let n = 0; n < 300; n += 1) arrive(inlet, Buffer.alloc(200));
  expect(overflowed).toContain(modest);
});

test('a share of the memory is that of the open connections', () => {
  const { overflowed, source } = busyIntake(100);
  for (const closing of Array.from({ length: 400 }, () => new FakeSocket())) {
    source(closing);
    closing.close();
  }
  for (const inlet of Array.from({ length: 400 }, () => new FakeSocket()).map(source))
    for (let n = 0; n < 2; n += 1) arrive(inlet, Buffer.alloc(60_000));
  const modest = new FakeSocket();
  const inlet = source(modest);
  // Less than a 401st of 16 MiB, and more than an 801st.
  const chunk = Buffer.alloc(30_000);
  for (let n = 0; n < 5; n += 1) inlet.arrived(chunk, n, n + 1);
  expect(overflowed.length).toBeGreaterThan(100);
  expect(overflowed).not.toContain(modest);
});

test('a frame that waits keeps a copy of its bytes, and as much memory as the rest of its chunk', async () => {
  const { taken, intake, source } = busyIntake(1);
  const sockets = Array.from({ length: 80 }, () => new FakeSocket());
  const chunk = Buffer.alloc(65_536);
  for (const socket of sockets) {
    const inlet = source(socket);
    inlet.admit();
    // The next chunk arrives in the same memory.
    for (let n = 0; n < 64 && !socket.isPaused; n += 1) {
      chunk.write('frame', 65_531);
      inlet.arrived(chunk, 65_531, 65_536);
      chunk.fill(0);
    }
  }
  const waiting = sockets.filter(({ isPaused }) => isPaused).length;
  expect(waiting).toBeGreaterThan(70);
  expect(intake.waitingBytes).toBeLessThan(waiting * 64 * 20);
  while (sockets.some(({ isPaused }) => isPaused)) await turnOver();
  expect(intake.waitingBytes).toBe(0);
  expect(new Set(taken)).toEqual(new Set(['frame']));
  expect(taken.length).toBeGreaterThan(waiting * 64);
});
