/** Addresses of clients whose requests are passed on. */
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { clientOf, passOn } from '../../src/net/pass-on.ts';

const ends: (() => unknown)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function answerOf(url: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const [response] = (await once(get(url, { agent: false, headers }), 'response')) as [IncomingMessage];
  return text(response);
}

/** @returns the address of a server that passes requests on to this one */
function before(url: string): Promise<string> {
  const target = { address: new URL(url), trust: null, onFailure: () => {} };
  return serve((request, response) => passOn(request, response, '/', target));
}

test('a client keeps its address through relays of the same machine', async () => {
  const service = await serve((request, response) => response.end(clientOf(request)));
  const relay = await before(await before(service));
  expect(await answerOf(relay, {})).toBe('127.0.0.1');
  expect(await answerOf(relay, { 'x-botpit-client': '203.0.113.5' })).toBe('203.0.113.5');
});

test('a client on another machine cannot name another address', () => {
  const headers = { 'x-botpit-client': '203.0.113.5' };
  const request = { headers, socket: { remoteAddress: '198.51.100.7' } } as unknown as IncomingMessage;
  expect(clientOf(request)).toBe('198.51.100.7');
});
