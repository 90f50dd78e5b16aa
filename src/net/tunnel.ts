/** Connections that another server serves. From the upgrade on, the bytes pass in both directions unread. */
import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { headersOf, queryOf, type Refusal } from './admission.ts';

/** Longest time until the client closes its side of an ended connection. After it, the client is cut off. */
const END_TIMEOUT_MS = 5_000;

/**
 * Headers of the handshake that are passed on. The others, such as the token, concern only the client and this server.
 */
const HANDSHAKE_HEADERS = ['Sec-WebSocket-Key', 'Sec-WebSocket-Version', 'Sec-WebSocket-Extensions'] as const;

type Upgrade = [request: IncomingMessage, peer: Duplex, head: Buffer];

/**
 * Passes connections through to another server.
 * @param http server whose WebSocket server already listens for upgrades
 * @returns the open connections
 */
export function handOver(
  http: EventEmitter,
  targetOf: (query: URLSearchParams) => URL | null,
  refusalOf: (request: IncomingMessage) => Refusal | null,
): ReadonlySet<Duplex> {
  const open = new Set<Duplex>();
  divert(http, (request, peer, head) => {
    const target = targetOf(queryOf(request));
    if (target === null) return false;
    const refusal = refusalOf(request);
    if (refusal !== null) refuseUpgrade(peer, refusal.status, refusal.reason, headersOf(refusal));
    else {
      open.add(peer);
      peer.once('close', () => open.delete(peer));
      tunnel(request, peer, head, target);
    }
    return true;
  });
  return open;
}

/** @param take returns true when it takes over an upgrade, which the WebSocket server then does not see */
function divert(http: EventEmitter, take: (...upgrade: Upgrade) => boolean): void {
  const [listener] = http.listeners('upgrade') as ((...upgrade: Upgrade) => void)[];
  http.removeAllListeners('upgrade');
  http.on('upgrade', (...upgrade: Upgrade) => {
    if (!take(...upgrade)) listener?.apply(http, upgrade);
  });
}

/**
 * @param head bytes that arrived after the request
 * @param target server at `ws://`, with its query
 */
function tunnel(request: IncomingMessage, peer: Duplex, head: Buffer, target: URL): void {
  const served = connect(Number(target.port), target.hostname.replace(/^\[(.*)\]$/, '$1'));
  let isServed = false;
  const end = (): void => {
    served.destroy();
    if (isServed) peer.destroy();
    else refuseUpgrade(peer, 503, 'The conflated feed is not available now');
  };
  served.once('connect', () => {
    isServed = true;
    served.write(handshake(request, target));
    served.write(head);
    served.pipe(peer);
    peer.pipe(served);
  });
  served.on('error', end);
  served.on('close', () => endOf(peer));
  peer.on('error', end);
  peer.on('close', () => served.destroy());
}

/** Answers a request for an upgrade with an HTTP status. */
function refuseUpgrade(
  peer: Duplex,
  status: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  peer.on('error', () => {});
  if (peer.destroyed) return;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  peer.write(
    `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n${lines.join('')}\r\n`,
  );
  endOf(peer);
}

function endOf(peer: Duplex): void {
  if (peer.destroyed) return;
  peer.end();
  const cut = setTimeout(() => peer.destroy(), END_TIMEOUT_MS).unref();
  peer.once('close', () => clearTimeout(cut));
}

function handshake({ headers }: IncomingMessage, target: URL): string {
  const given = HANDSHAKE_HEADERS.flatMap((name) => {
    const value = headers[name.toLowerCase()];
    return typeof value === 'string' ? [`${name}: ${value}`] : [];
  });
  return [
    `GET /${target.search} HTTP/1.1`,
    `Host: ${target.host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    ...given,
    '',
    '',
  ].join('\r\n');
}
