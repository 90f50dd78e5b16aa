/** Requests for the history over HTTP: errors, patience and clients that leave. */
import {
  createServer,
  get,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createLogger } from '../../../src/runtime/log.ts';
import { historyRequests } from '../../../src/session/history/requests.ts';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function logged() {
  const lines: string[] = [];
  return { lines, log: createLogger('error', (line) => void lines.push(line)) };
}

test('an error gets 500 and a line in the log, and the service continues', async () => {
  const { lines, log } = logged();
  let asked = 0;
  const failing = historyRequests(() => {
    asked += 1;
    return asked === 1
      ? Promise.reject(new Error('no such entry'))
      : Promise.resolve({ status: 200, body: { asked } });
  }, log);
  const address = await serve(failing);
  const failed = await fetch(`${address}/v1/depth?token=secret`);
  expect(failed.status).toBe(500);
  expect(await failed.json()).toEqual({
    code: 'INTERNAL_ERROR',
    reason: 'The service failed to answer; its log has the reason.',
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/cannot answer \/v1\/depth: no such entry\n$/);
  const next = await fetch(`${address}/v1/trades`);
  expect(await next.json()).toEqual({ asked: 2 });
});

test('a request is not wanted any more when its client has left', async () => {
  const wanted: (() => boolean)[] = [];
  const never = historyRequests((_path, _query, { isWanted }) => {
    wanted.push(isWanted);
    return new Promise(() => {});
  }, logged().log);
  const request = get(`${await serve(never)}/v1/trades`);
  request.on('error', () => {});
  while (wanted.length === 0) await nextTurn();
  expect(wanted[0]?.()).toBe(true);
  request.destroy();
  while (wanted[0]?.() === true) await nextTurn();
});

test('a request is not wanted any more when its patience has ended', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const wanted: (() => boolean)[] = [];
  const never = historyRequests((_path, _query, { isWanted }) => {
    wanted.push(isWanted);
    return new Promise(() => {});
  }, logged().log);
  const request = get(`${await serve(never)}/v1/trades`);
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  while (wanted.length === 0) await nextTurn();
  vi.advanceTimersByTime(9_999);
  expect(wanted[0]?.()).toBe(true);
  vi.advanceTimersByTime(1);
  expect(wanted[0]?.()).toBe(false);
  const [answer] = await answered;
  answer.resume();
  expect(answer.statusCode).toBe(503);
});

/** A client's requests whose answers stay unread until `read`. */
function unreadAnswers(bytes: number, all = 1_000_000) {
  const body = { filler: 'x'.repeat(bytes) };
  const bounds = { each: 1_000, all };
  const listener = historyRequests(() => Promise.resolve({ status: 200, body }), logged().log, bounds);
  return async (client: string, destroyed = false) => {
    const answered = Object.assign(new EventEmitter(), {
      destroyed,
      status: 0,
      isDestroyed: false,
      writeHead: (status: number) => void (answered.status = status),
      end: () => {},
      destroy: () => void (answered.isDestroyed = true),
    });
    const headers = { 'x-botpit-client': client };
    const request = { method: 'GET', url: '/v1/trades', headers, socket: { remoteAddress: '127.0.0.1' } };
    listener(request as unknown as IncomingMessage, answered as unknown as ServerResponse);
    if (destroyed) await nextTurn();
    else while (answered.status === 0) await nextTurn();
    return answered;
  };
}

test('a client that reads nothing gets 429 when much waits for it, and others get their answers', async () => {
  const ask = unreadAnswers(500);
  for (let left = 0; left < 3; left += 1) await ask('10.0.0.1', true);
  const first = await ask('10.0.0.1');
  expect((await ask('10.0.0.1')).status).toBe(200);
  expect((await ask('10.0.0.1')).status).toBe(429);
  expect((await ask('10.0.0.2')).status).toBe(200);
  first.emit('close');
  expect((await ask('10.0.0.1')).status).toBe(200);
});

test('when too much waits for all clients, the one that leaves the most unread loses its oldest answer', async () => {
  const ask = unreadAnswers(500, 2_000);
  const [first, second] = [await ask('10.0.0.1'), await ask('10.0.0.1')];
  const others = [await ask('10.0.0.2'), await ask('10.0.0.3')];
  expect([first, second, ...others].map(({ isDestroyed }) => isDestroyed)).toEqual([
    true,
    false,
    false,
    false,
  ]);
  first.emit('close');
  expect((await ask('10.0.0.1')).status).toBe(200);
  expect(second.isDestroyed).toBe(true);
});

test('an answer that its client does not read is cut off', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const ask = unreadAnswers(100);
  const [read, unread] = [await ask('10.0.0.1'), await ask('10.0.0.1')];
  read.emit('close');
  vi.advanceTimersByTime(60_000);
  expect([read.isDestroyed, unread.isDestroyed]).toEqual([false, true]);
});
