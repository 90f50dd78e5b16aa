/**
 * Serves the monitor's files, `/healthz` and `/metrics` of a headless pit. It only reads.
 *
 * The server gives the page its relay's address: it redirects `/` to `/?relay=…`, and the leaderboard at `/board`
 * alike. That address has the host name that the browser used for this server. It asks for the conflated feed
 * (`?every=`) and contains the token of `/?token=…`.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { sep } from 'node:path';
import { BOARD_PATH, WATCH_EVERY_MS } from '../contract/protocol.ts';
import { isLoopback, type Tls } from '../net/listening.ts';
import { PortTakenError, SetupError } from '../runtime/failure.ts';
import { fileBelow, pageHeaders } from './page-files.ts';

const REQUEST_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 1_000;
/** Folder of files whose names contain a hash of their content. */
const HASHED_FILES = 'assets';
/**
 * Scripts of workers. A worker keeps the security policy of its own response, so a cached response would block a relay
 * at another port.
 */
const WORKER_FILE = /-worker-[^/\\]*\.js$/;

export interface WebServerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: Tls | null;
  /** Folder of the built page. */
  readonly page: string;
  /** Port of the relay. 0: it does not listen yet. */
  readonly relayPort: () => number;
  /** Replies for machines by path, such as `/healthz`. */
  readonly routes: Readonly<Record<string, (request: IncomingMessage) => Promise<Reply> | Reply>>;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface WebServer {
  readonly port: number;
  close(): Promise<void>;
}

const refusal = (status: number, body: string): Reply => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  body: `${body}\n`,
});

/** The answer while the relay of a starting pit has no port. The browser asks again after a second. */
const NO_RELAY_YET: Reply = {
  status: 503,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', Refresh: '1' },
  body: 'The pit is starting. The monitor appears here as soon as the relay listens.\n',
};

/** @throws SetupError when the port is taken */
export async function serveWeb(options: WebServerOptions): Promise<WebServer> {
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    void replyTo(request, options)
      .catch((error: Error) => refusal(500, error.message))
      .then((reply) => send(request, response, reply));
  };
  const limits = { headersTimeout: REQUEST_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS };
  const { tls, host, port } = options;
  const server: Server =
    tls === null ? createServer(limits, answer) : createSecureServer({ ...tls, ...limits }, answer);
  server.maxConnections = CONNECTIONS_MAX;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new PortTakenError({ host, port, option: '--http-port' });
    throw new SetupError(`--http-port ${port} on ${host} cannot be served: ${message}`);
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function replyTo(request: IncomingMessage, options: WebServerOptions): Promise<Reply> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { ...refusal(405, 'This server only answers GET and HEAD.'), headers: { Allow: 'GET, HEAD' } };
  }
  const called = calledBy(request);
  if (called === null || (isLoopback(options.host) && !isLoopback(called))) {
    return refusal(403, 'This server does not have that name.');
  }
  const address = request.url ?? '/';
  if (!address.startsWith('/') || !URL.canParse(`http://host${address}`))
    return refusal(400, 'That is not a valid address.');
  const { pathname, searchParams } = new URL(`http://host${address}`);
  const route = Object.hasOwn(options.routes, pathname) ? options.routes[pathname] : undefined;
  if (route !== undefined) return route(request);
  const relay = relayUrl(called, options);
  const isBoard = pathname === BOARD_PATH;
  const isPage = isBoard || pathname === '/' || pathname === '/index.html';
  if (isPage && options.relayPort() === 0) return NO_RELAY_YET;
  if (isPage && !isOwnRelay(searchParams.get('relay'), relay))
    return redirect(isBoard ? BOARD_PATH : '/', relay, searchParams.get('token'));
  return fileReply(isBoard ? '/' : pathname, options.page, relay);
}

/** Name or address that the client used for this server, without brackets. */
function calledBy({ headers }: IncomingMessage): string | null {
  const { host = '' } = headers;
  if (!/^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host)) return null;
  return new URL(`http://${host}`).hostname.replace(/^\[(.*)\]$/, '$1');
}

function relayUrl(name: string, { tls, relayPort }: WebServerOptions): string {
  return `${tls === null ? 'ws' : 'wss'}://${name.includes(':') ? `[${name}]` : name}:${relayPort()}`;
}

/** Address of the history. The relay serves it on the same port. */
function historyOf(relay: string): string {
  return relay.replace(/^ws/, 'http');
}

function isOwnRelay(given: string | null, relay: string): boolean {
  return given !== null && URL.canParse(given) && new URL(given).host === new URL(relay).host;
}

function redirect(pathname: string, relay: string, token: string | null): Reply {
  const secret = token === null ? '' : `&token=${encodeURIComponent(token)}`;
  const Location = `${pathname}?relay=${encodeURIComponent(`${relay}/?every=${WATCH_EVERY_MS}${secret}`)}`;
  return { status: 302, headers: { Location, 'Cache-Control': 'no-store' }, body: '' };
}

async function fileReply(pathname: string, folder: string, relay: string): Promise<Reply> {
  const path = fileBelow(folder, pathname);
  const body = path === null ? null : await readFile(path).catch(() => null);
  if (path === null || body === null) return refusal(404, 'This page does not exist.');
  const isLasting = path.startsWith(`${folder}${sep}${HASHED_FILES}${sep}`) && !WORKER_FILE.test(path);
  const caching = isLasting ? 'public, max-age=31536000, immutable' : 'no-cache';
  return {
    status: 200,
    headers: { ...pageHeaders(path, `${relay} ${historyOf(relay)}`), 'Cache-Control': caching },
    body,
  };
}

function send({ method }: IncomingMessage, response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, {
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    ...headers,
  });
  response.end(method === 'HEAD' ? undefined : body);
}
