import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveWeb, type WebServer, type WebServerOptions } from '../../src/headless/web-server.ts';

const root = mkdtempSync(join(tmpdir(), 'botpit-web-'));
const page = join(root, 'page');
let server: WebServer;
let relayPort = 9010;

beforeAll(async () => {
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(root, 'secret.json'), 'secret');
  writeFileSync(join(page, 'index.html'), 'the page');
  writeFileSync(join(page, 'assets', 'index-1.js'), 'code');
  writeFileSync(join(page, 'assets', 'source-worker-1.js'), 'code');
  const routes = { '/healthz': () => ({ status: 200, body: 'fine' }) };
  server = await serve(0, routes);
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

function serve(port: number, routes: WebServerOptions['routes'] = {}): Promise<WebServer> {
  return serveWeb({ host: '127.0.0.1', port, tls: null, page, relayPort: () => relayPort, routes });
}

/** With the unchanged path, which `fetch` would normalize. */
function ask(path: string, { method = 'GET', host = 'localhost:80' } = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpRequest({ port: server.port, host: '127.0.0.1', path, method, headers: { host } }, resolve)
      .on('error', reject)
      .end();
  });
}

test('names the option that chooses another port when its port is taken', async () => {
  await expect(serve(server.port)).rejects.toThrow(
    `port ${server.port} on 127.0.0.1 is taken; stop the program that holds it or choose another with --http-port`,
  );
});

test.each(['/', '/board?relay=ws%3A%2F%2Flocalhost%3A0'])(
  'the browser asks again for %s until the relay of a starting pit listens',
  async (path) => {
    relayPort = 0;
    const early = await ask(path);
    relayPort = 9010;
    expect([early.statusCode, early.headers['refresh']]).toEqual([503, '1']);
    expect((await ask(path)).statusCode).toBe(302);
  },
);

test('the page derives its relay and token from its address', async () => {
  const first = await ask('/?token=a%20b', { host: 'localhost:8080' });
  expect(first.statusCode).toBe(302);
  const { location = '' } = first.headers;
  expect(new URLSearchParams(location.slice(2)).get('relay')).toBe(
    'ws://localhost:9010/?every=100&token=a%20b',
  );
  const second = await ask(location);
  expect(second.statusCode).toBe(200);
  expect(await text(second)).toBe('the page');
  expect(second.headers).toMatchObject({
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
  });
  const policy = second.headers['content-security-policy'];
  expect(policy).toContain('connect-src ws://localhost:9010 http://localhost:9010;');
  expect(policy).toContain("frame-ancestors 'none'");
});

test('the leaderboard is the page at another address, which it keeps', async () => {
  const { location = '' } = (await ask('/board?token=a', { host: 'localhost:8080' })).headers;
  expect(location).toMatch(/^\/board\?relay=/);
  expect(await text(await ask(location))).toBe('the page');
});

test("a link cannot lead the page to somebody else's relay", async () => {
  const answer = await ask('/?relay=ws%3A%2F%2Fevil.example%3A9010');
  expect(answer.headers.location).toBe(`/?relay=${encodeURIComponent('ws://localhost:9010/?every=100')}`);
});

test('files named after their content are cached without end', async () => {
  expect((await ask('/assets/index-1.js')).headers['cache-control']).toContain('immutable');
});

test('a worker is not cached, because its response names the relay that it may connect to', async () => {
  const { headers } = await ask('/assets/source-worker-1.js');
  expect(headers['cache-control']).toBe('no-cache');
  expect(headers['content-security-policy']).toContain('connect-src ws://localhost:9010 ');
});

test.each([
  '/../secret.json',
  '/%2e%2e/secret.json',
  '/..%2fsecret.json',
  '/assets/..%2f..%2fsecret.json',
  '/assets/..%5c..%5csecret.json',
  '/assets',
  '/%zz.html',
])('%s is not served', async (path) => {
  const answer = await ask(path);
  expect(answer.statusCode).toBe(404);
  expect(await text(answer)).not.toContain('secret');
});

test.each([
  ['evil.example', 403],
  ['localhost:http', 403],
  ['localhost/..', 403],
  ['localhost:80', 200],
  ['[::1]:80', 200],
])('a loopback server that is called %j answers %i', async (host, status) => {
  expect((await ask('/healthz', { host })).statusCode).toBe(status);
});

test('it only serves GET and HEAD', async () => {
  const answer = await ask('/', { method: 'POST' });
  expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
  expect(await text(await ask('/healthz', { method: 'HEAD' }))).toBe('');
});
