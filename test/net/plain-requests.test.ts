/** Requests without an upgrade that would keep a server busy. */
import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { CONNECTIONS_MAX } from '../../src/net/listening.ts';
import { plainRequests, REQUESTS_MAX } from '../../src/net/plain-requests.ts';
import { serve } from './serve.ts';

async function textOf(client: Socket): Promise<string> {
  let text = '';
  for await (const chunk of client) text += String(chunk);
  return text;
}

function statusesIn(text: string): readonly string[] {
  return text.match(/HTTP\/1\.1 \d+/g) ?? [];
}

test('a port that serves WebSocket only answers one plain request of a connection, and ends it', async () => {
  const { client, ask } = await serve(undefined);
  ask(...Array.from({ length: 20 }, (_, index) => index));
  const text = await textOf(client);
  expect(statusesIn(text)).toEqual(['HTTP/1.1 426']);
  expect(text).toContain('Connection: close');
});

test('so does a port that refuses the client', async () => {
  const asked: string[] = [];
  const { client, ask } = await serve(({ url = '' }, response) => void (asked.push(url), response.end()), {
    token: 'the token',
  });
  ask('a', 'b', 'c');
  expect(statusesIn(await textOf(client))).toEqual(['HTTP/1.1 401']);
  expect(asked).toEqual([]);
});

test.each(['Transfer-Encoding: chunked', 'Content-Length: 1000000000'])(
  'a request with a body is refused and its connection ended, however much follows: %s',
  async (header) => {
    const { client } = await serve((_, response) => void response.end());
    const ended = textOf(client);
    client.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n${header}\r\n\r\n`);
    let writes = 0;
    while (!client.destroyed && !client.readableEnded) {
      client.write('1\r\nx\r\n'.repeat(1_000));
      writes += 1;
      await nextTurn();
    }
    expect(statusesIn(await ended.catch(() => 'HTTP/1.1 413'))).toEqual(['HTTP/1.1 413']);
    expect(writes).toBeGreaterThan(0);
  },
);

/** @returns how often each status came when one address asks more often than it may, all at once */
function askAtOnce(connectionsPerAddress: number, host = '0.0.0.0') {
  const counts: Record<number, number> = {};
  const listener = plainRequests(
    { host, connectionsPerAddress, onRequest: (_, response) => void response.writeHead(200).end() },
    () => null,
  );
  vi.spyOn(performance, 'now').mockReturnValue(1_000);
  onTestFinished(() => void vi.restoreAllMocks());
  const ask = (from: string) => {
    const response = Object.assign(new EventEmitter(), {
      setHeader: () => {},
      writeHead: (status: number) => {
        counts[status] = (counts[status] ?? 0) + 1;
        return response;
      },
      end: () => response.emit('close'),
    });
    const request = { socket: { remoteAddress: from, writable: true }, headers: {} };
    listener(request as IncomingMessage, response as unknown as ServerResponse);
  };
  for (let asked = 0; asked < 2 * REQUESTS_MAX; asked += 1) ask('10.0.0.1');
  ask('10.0.0.2');
  return counts;
}

test('an address that asks without end gets 429 beyond its rate, and another one its answer', () => {
  expect(askAtOnce(1_000)).toEqual({ 200: REQUESTS_MAX + 1, 429: REQUESTS_MAX });
});

test('a server behind another one on this machine limits no address', () => {
  expect(askAtOnce(CONNECTIONS_MAX, '127.0.0.1')).toEqual({ 200: 2 * REQUESTS_MAX + 1 });
});

test('a server that other machines reach limits requests, however many connections an address may hold', () => {
  expect(askAtOnce(CONNECTIONS_MAX)).toEqual({ 200: REQUESTS_MAX + 1, 429: REQUESTS_MAX });
});
