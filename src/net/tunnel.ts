/** A connection that another server serves. From the upgrade on, the bytes pass in both directions unread. */
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** Longest time until the client closes its side of an ended connection. After it, the client is cut off. */
const END_TIMEOUT_MS = 5_000;

/**
 * Headers of the handshake that are passed on. The others, such as the token, concern only the client and this server.
 */
const HANDSHAKE_HEADERS = ['Sec-WebSocket-Key', 'Sec-WebSocket-Version', 'Sec-WebSocket-Extensions'] as const;

/**
 * @param head bytes that arrived after the request
 * @param target server at `ws://`, with its query
 */
export function tunnel(request: IncomingMessage, peer: Duplex, head: Buffer, target: URL): void {
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
export function refuseUpgrade(
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
