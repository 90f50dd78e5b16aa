/**
 * Decides whether a server of the pit serves a client, by its `Origin`, `Host` and token, and by the number of its
 * connections. Programs send no `Origin`. A browser page does, and only the monitor's page may connect, either the
 * app's or this host's.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { MONITOR_ORIGIN } from '../contract/protocol.ts';
import { hashOf, hasHash } from '../runtime/secrets.ts';
import { CONNECTIONS_MAX, isLoopback, type Openness, type Tls } from './listening.ts';
import { STATE_HEADER, type ServerState } from './server-state.ts';

export interface Admission extends Openness {
  /** Token that the address must contain as `?token=…`. Null or absent: none is required. */
  readonly token?: string | null;
  /** Certificate for wss://. Null or absent: ws://. */
  readonly tls?: Tls | null;
  /** Port of this host whose pages may connect. Absent: no page of any server may. */
  readonly pagePort?: number | undefined;
  /** Why no client can be served yet. Null: clients can be served. */
  readonly unavailable?: () => ServerState | null;
}

/** All connections, with or without an upgrade. */
export class Peers {
  readonly #sockets = new Set<Socket>();
  readonly #byAddress = new Map<string, number>();

  get count(): number {
    return this.#sockets.size;
  }

  /** Number of connections from the socket's address, including this one. */
  countOf({ remoteAddress = '' }: Socket): number {
    return this.#byAddress.get(remoteAddress) ?? 0;
  }

  add(socket: Socket): void {
    const { remoteAddress = '' } = socket;
    this.#sockets.add(socket);
    this.#byAddress.set(remoteAddress, this.countOf(socket) + 1);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      const left = (this.#byAddress.get(remoteAddress) ?? 1) - 1;
      if (left === 0) this.#byAddress.delete(remoteAddress);
      else this.#byAddress.set(remoteAddress, left);
    });
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly state?: ServerState;
}

export function unavailable(state: ServerState): Refusal {
  return { status: 503, reason: state, state };
}

export function headersOf({ state }: Refusal): Readonly<Record<string, string>> {
  return state === undefined ? {} : { [STATE_HEADER]: state };
}

/** @returns null when the client may connect */
export function refusalFor(request: IncomingMessage, options: Admission, peers: Peers): Refusal | null {
  if (!isAllowedOrigin(request, options)) return { status: 403, reason: 'Origin not allowed' };
  if (!isAllowedHost(request.headers.host, options.host)) return { status: 403, reason: 'Host not allowed' };
  if (peers.count > CONNECTIONS_MAX) return { status: 503, reason: 'Too many connections' };
  if (peers.countOf(request.socket) > options.connectionsPerAddress) {
    return { status: 429, reason: 'Too many connections from this address' };
  }
  if (!hasToken(request, options.token ?? null)) return { status: 401, reason: 'Token missing or wrong' };
  const state = options.unavailable?.() ?? null;
  return state === null ? null : unavailable(state);
}

export function queryOf({ url = '' }: IncomingMessage): URLSearchParams {
  return new URLSearchParams(/\?(.*)/.exec(url)?.[1] ?? '');
}

function isAllowedOrigin({ headers }: IncomingMessage, { pagePort, tls }: Admission): boolean {
  const { origin, host } = headers;
  if (origin === undefined || origin === MONITOR_ORIGIN) return true;
  if (pagePort === undefined || host === undefined) return false;
  const scheme = (tls ?? null) === null ? 'http' : 'https';
  if (!URL.canParse(`${scheme}://${host}`)) return false;
  const page = new URL(`${scheme}://${host}`);
  page.port = String(pagePort);
  return origin === page.origin;
}

/**
 * True for an acceptable `Host`. A server on a loopback address accepts only loopback names, because a page that
 * resolves its own name to this machine (DNS rebinding) sends another one. A server that other machines can reach
 * requires a token instead.
 */
function isAllowedHost(given: string | undefined, bound: string): boolean {
  if (!isLoopback(bound)) return true;
  const name = (given ?? '').replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return isLoopback(name);
}

function hasToken(request: IncomingMessage, token: string | null): boolean {
  if (token === null) return true;
  return hasHash(queryOf(request).get('token') ?? '', hashOf(token));
}
