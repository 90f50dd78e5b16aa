import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { Connection, type Loss } from '../../src/net/connection.ts';
import { freePort } from '../support/ports.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function refusing(status: number): Promise<number> {
  const server = createServer().on('upgrade', (_request, socket) =>
    socket.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\n\r\n`),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

function firstLoss(port: number): Promise<Loss> {
  return new Promise((resolve) => {
    const connection = new Connection(`ws://127.0.0.1:${port}`, { onFrame: () => {}, onLost: resolve });
    ends.push(() => connection.close());
  });
}

test('a port without a listener has a separate code', async () => {
  expect(await firstLoss(await freePort())).toMatchObject({ code: 'NOT_LISTENING' });
});

test('HTTP status 401 means that the server requires a token', async () => {
  const loss = await firstLoss(await refusing(401));
  expect(loss).toMatchObject({
    code: 'TOKEN_REQUIRED',
    reason: expect.stringContaining('BOTPIT_STREAM_TOKEN'),
  });
});

test('another HTTP status is reported unchanged', async () => {
  expect(await firstLoss(await refusing(503))).toEqual({
    code: 'OTHER',
    reason: 'it refused the connection with HTTP status 503',
  });
});
