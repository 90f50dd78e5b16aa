import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { Connection, type Loss } from '../../src/net/connection.ts';
import { textFrames } from '../../src/net/text-frames.ts';
import { freePort } from '../support/ports.ts';
import { listeningServer } from '../support/web-socket-server.ts';

const TLS = fileURLToPath(new URL('../support/tls/', import.meta.url));

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

function refusing(status: number): Promise<number> {
  const answer = `HTTP/1.1 ${status} No\r\nConnection: close\r\n\r\n`;
  return listening(createServer().on('upgrade', (_request, socket) => socket.end(answer)));
}

function firstLoss(port: number, scheme = 'ws'): Promise<Loss> {
  return new Promise((resolve) => {
    const connection = new Connection(`${scheme}://127.0.0.1:${port}`, {
      onFrame: () => {},
      onLost: resolve,
    });
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

test('a connection that ends at once counts as a failed attempt: each next one waits longer', async () => {
  const { server, url, close } = await listeningServer();
  ends.push(close);
  server.on('connection', (socket) => socket.close());
  const waits = await new Promise((resolve) => {
    const all: number[] = [];
    const onLost = (_loss: Loss, retryMs: number) => {
      all.push(retryMs);
      if (all.length === 3) resolve(all);
    };
    const connection = new Connection(url, { onFrame: () => {}, onLost });
    ends.push(() => connection.close());
  });
  expect(waits).toEqual([100, 200, 400]);
});

test('a server with TLS, and one without it, say which address they want', async () => {
  const secure = await listening(
    createSecureServer({ cert: readFileSync(`${TLS}cert.pem`), key: readFileSync(`${TLS}key.pem`) }),
  );
  expect((await firstLoss(secure)).reason).toBe('socket hang up: it may want wss://');
  expect((await firstLoss(await refusing(503), 'wss')).reason).toBe(
    'it does not speak TLS: try ws:// in place of wss://',
  );
  expect((await firstLoss(secure, 'wss')).reason).toMatch(
    /^its certificate is not trusted \(.+\): name its file with --server-cert$/,
  );
});

const readings = [
  { reading: 'when it arrives', inBatches: false },
  { reading: 'in batches', inBatches: true },
];

test.each(readings)('every byte is read $reading: frames are whole and in order', async ({ inBatches }) => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  ends.push(() => server.close());
  const few = ['a', 'b'.repeat(200), 'é', 'c'.repeat(200_000), '"}', 'd'.repeat(70_000)];
  const sent = Array.from({ length: 60 }, (_, index) => `${index} ${few[index % few.length]}`);
  server.on('connection', (socket, request) => {
    ends.push(() => socket.terminate());
    void writeInPieces(request.socket, textFrames(sent.map((text) => Buffer.from(text))));
  });
  const received: string[] = [];
  const stable: Buffer[] = [];
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => {
    const onFrame = (frame: Buffer, isStable: boolean): void => {
      received.push(frame.toString('utf8'));
      if (isStable) stable.push(frame);
      connection.batches.turn(inBatches);
      if (received.length === sent.length) resolve();
    };
    const connection = new Connection(`ws://127.0.0.1:${port}`, { onFrame });
    ends.push(() => connection.close());
  });
  expect(received.map((text) => text.slice(0, 10))).toEqual(sent.map((text) => text.slice(0, 10)));
  expect(received).toEqual(sent);
  // A stable frame still has its bytes after all others have been read. Long ones and those beyond ASCII are stable.
  const kept = stable.map((frame) => frame.toString('utf8'));
  expect(kept).toEqual(sent.filter((text) => kept.includes(text)));
  expect(kept).toEqual(
    expect.arrayContaining(sent.filter((text) => text.length > 65_536 || text.includes('é'))),
  );
});

/** Short ones and long ones; the first arrives with the answer to the handshake. */
async function writeInPieces(connection: Socket, bytes: Buffer): Promise<void> {
  const lengths = [300, 1, 2, 70_000, 5, 400_000, 3];
  for (let at = 0, piece = 0; at < bytes.length; piece += 1) {
    const length = lengths[piece % lengths.length] as number;
    connection.write(bytes.subarray(at, at + length));
    at += length;
    await nextTurn();
  }
}
