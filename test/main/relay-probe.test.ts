import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { probeRelay } from '../../src/main/relay-probe.ts';
import { freePort } from '../support/ports.ts';
import { startScriptedRelay } from '../support/scripted-relay.ts';

const TLS = fileURLToPath(new URL('../support/tls/', import.meta.url));
const TIMES = { handshakeMs: 300, firstFrameMs: 100 };

describe('trying a relay', () => {
  const ends: (() => void)[] = [];
  afterEach(() => {
    for (const end of ends.splice(0)) end();
  });

  const listening = async (server: Server | TcpServer) => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => server.close());
    return (server.address() as AddressInfo).port;
  };
  const answering = (status: number) =>
    listening(
      createServer((_request, response) => response.writeHead(status).end()).on(
        'upgrade',
        (_request, socket) => socket.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\n\r\n`),
      ),
    );
  const reasonOf = async (url: string) => {
    const outcome = await probeRelay(url, TIMES);
    return outcome.ok ? 'ok' : outcome.reason;
  };

  test('a relay that sends events is accepted', async () => {
    const relay = await startScriptedRelay();
    expect(await reasonOf(relay.url)).toBe('ok');
    await relay.close();
  });

  test('a fragment of the address is left out, as browsers do', async () => {
    const relay = await startScriptedRelay();
    expect(await reasonOf(`${relay.url}/#monday`)).toBe('ok');
    await relay.close();
  });

  test('a silent relay is accepted, because its exchange may be away', async () => {
    const relay = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(relay, 'listening');
    ends.push(() => relay.close());
    expect(await reasonOf(`ws://127.0.0.1:${(relay.address() as AddressInfo).port}`)).toBe('ok');
  });

  test('no address, no host, no listener', async () => {
    expect(await reasonOf('http://127.0.0.1:1')).toMatch(/must be ws:\/\/host:port/);
    expect(await reasonOf('ws://no-such-host.invalid:9010')).toBe(
      'There is no host named no-such-host.invalid',
    );
    const port = await freePort();
    expect(await reasonOf(`ws://127.0.0.1:${port}`)).toMatch(`Nothing listens at 127.0.0.1:${port}`);
  });

  test.each([
    [401, 'requires a valid token: it is missing or wrong (HTTP 401)'],
    [429, 'already has too many connections from this machine (HTTP 429)'],
    [503, 'has too many connections, or is shutting down (HTTP 503)'],
    [200, 'answers, but is not a relay (HTTP 200)'],
  ])('HTTP status %d', async (status, words) => {
    const port = await answering(status);
    expect(await reasonOf(`ws://127.0.0.1:${port}`)).toBe(`127.0.0.1:${port} ${words}`);
  });

  test('an untrusted certificate, and TLS to a server without it', async () => {
    const [cert, key] = ['cert.pem', 'key.pem'].map((file) => readFileSync(TLS + file));
    const port = await listening(createSecureServer({ cert, key }));
    expect(await reasonOf(`wss://127.0.0.1:${port}`)).toMatch(
      `The certificate of 127.0.0.1:${port} is not trusted`,
    );
    const plain = await answering(200);
    expect(await reasonOf(`wss://127.0.0.1:${plain}`)).toBe(
      `127.0.0.1:${plain} does not speak TLS: try ws:// in place of wss://`,
    );
  });

  test('a WebSocket server of another kind', async () => {
    const other = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(other, 'listening');
    ends.push(() => other.close());
    other.on('connection', (socket) => socket.send('{"hello":"world"}'));
    const { port } = other.address() as AddressInfo;
    expect(await reasonOf(`ws://127.0.0.1:${port}`)).toMatch('does not send Botpit events');
  });

  test('a relay that never answers', async () => {
    const port = await listening(createTcpServer(() => {}));
    expect(await reasonOf(`ws://127.0.0.1:${port}`)).toMatch(`No answer from 127.0.0.1:${port} within 0.3 s`);
  });
});
