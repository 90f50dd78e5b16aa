/**
 * A WebSocket server of the pit: it checks who may connect, bounds frames and closes dead peers.
 * Programs send no `Origin`. A browser page does, and only the monitor's page may connect: the app's or this host's.
 */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { CLOSE, MONITOR_ORIGIN, PING_INTERVAL_MS } from '../contract/protocol.ts';
import { CONNECTIONS_MAX, isLoopback, type Tls } from './listening.ts';
import { PortTakenError, SetupError } from '../runtime/failure.ts';
import type { Logger } from '../runtime/log.ts';
import { hashOf, hasHash } from '../runtime/secrets.ts';
import { AddressLimits } from './address-limits.ts';
import { cutOffViolator, expel } from './dismiss.ts';
import { Entrance } from './entrance.ts';
import { DEFLATE_OPTIONS } from './frame-deflater.ts';
import { RateLimit } from './rate-limit.ts';
import { STATE_HEADER, type ServerState } from './server-state.ts';
import { refuseUpgrade, tunnel } from './tunnel.ts';

/** A peer that sends no complete upgrade request within this time is cut off. */
const REQUEST_TIMEOUT_MS = 10_000;
/** A peer that does not answer the closing handshake within this time is cut off. */
const CLOSE_TIMEOUT_MS = 1_000;

/** An address may open twice as many connections at once as it may hold, and then this share of them per second. */
const RECONNECTS_PER_SECOND = 0.1;
/** A peer that pings more often is closed. */
const PINGS_PER_SECOND = 10;
const PINGS_MAX = 50;

/** Emitted by a server's socket before its closing frame; nothing may follow that frame. */
export const CLOSING = 'closing';

class ServerSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    this.emit(CLOSING);
    super.close(code, reason);
  }
}

export interface ServerOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** The option that sets the port, for the message when it is taken. */
  readonly portOption: string;
  readonly frameBytesMax: number;
  /** Connections that one address may hold at a time. */
  readonly connectionsPerAddress: number;
  /** When set, the address must end in `?token=…` with this token. */
  readonly token?: string | null;
  /** Serve wss:// with this; null or absent: ws://. */
  readonly tls?: Tls | null;
  /** Pages that this host serves on this port may connect; absent: no page of any server. */
  readonly pagePort?: number | undefined;
  readonly log: Logger;
  /** Headers of the handshake's response. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** Agree to compression with peers that ask for it; absent: with none. */
  readonly deflates?: boolean;
  /** A code while no client can be served yet; null: they can. */
  readonly unavailable?: () => ServerState | null;
  /** Why an address cannot be served; null: it can. */
  readonly problemOf?: (query: URLSearchParams) => string | null;
  /** The WebSocket server that serves an admitted connection instead; null: this one does. */
  readonly handOverTo?: (query: URLSearchParams) => URL | null;
  /** @param connection the TCP or TLS socket that carries the frames */
  onConnection(socket: WebSocket, connection: Socket, request: UpgradeRequest): void;
}

export interface UpgradeRequest {
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
}

export interface Server {
  readonly port: number;
  /** Connections that another server serves. */
  readonly handedOver: number;
  /** Close every connection with 1001 and free the port. */
  close(): Promise<void>;
}

/** @throws SetupError when the port is taken or the address is not this machine's. */
export async function listen(options: ServerOptions): Promise<Server> {
  let isClosing = false;
  const http = createHttp(options.tls ?? null);
  const sockets = new WebSocketServer({
    server: http,
    WebSocket: ServerSocket,
    maxPayload: options.frameBytesMax,
    perMessageDeflate: options.deflates === true ? DEFLATE_OPTIONS : false,
    autoPong: false,
    verifyClient: ({ req }, answer) => {
      const refusal = refusalOf(req);
      if (refusal === null) answer(true);
      else answer(false, refusal.status, refusal.reason, headersOf(refusal));
    },
  });
  const peers = new Peers();
  const refusalOf = (request: IncomingMessage) =>
    isClosing ? unavailable('SHUTTING_DOWN') : refusalFor(request, options, peers);
  const handedOver = handOver(http, options.handOverTo ?? (() => null), refusalOf);
  const { connectionsPerAddress } = options;
  const connects = new AddressLimits(
    connectionsPerAddress * RECONNECTS_PER_SECOND,
    2 * connectionsPerAddress,
  );
  const entrance = new Entrance();
  entrance.guard(http, (peer) => {
    const isAdmitted = connects.pass(peer, performance.now());
    if (isAdmitted) peers.add(peer);
    return isAdmitted;
  });
  // `bind` reports the HTTP server's errors; they also arrive here.
  sockets.on('error', () => {});
  sockets.on('headers', (lines) => {
    for (const [name, value] of Object.entries(options.headers?.() ?? {})) lines.push(`${name}: ${value}`);
  });
  const heartbeat = keepAlive(sockets);
  sockets.on('connection', (socket, request) => {
    socket.on('error', (error) => {
      options.log.debug(`connection: ${error.message}`);
      // The library resumes reading in the next tick.
      process.nextTick(cutOffViolator, socket);
    });
    answerPings(socket);
    socket.pause();
    entrance.step(() => socket.resume());
    options.onConnection(socket, request.socket, { headers: request.headers, query: queryOf(request) });
  });
  try {
    await bind(http, options);
  } catch (error) {
    clearInterval(heartbeat);
    throw error;
  }
  return {
    port: (http.address() as AddressInfo).port,
    get handedOver() {
      return handedOver.size;
    },
    close: async () => {
      clearInterval(heartbeat);
      isClosing = true;
      const closed = new Promise<void>((resolve) => void http.close(() => resolve()));
      await Promise.all([...sockets.clients].map((socket) => goodbye(socket)));
      // A connection without an upgrade would keep the server open.
      peers.destroy();
      await closed;
    },
  };
}

/** Raise the limit that `frameBytesMax` set. The library has no public way to do it for one connection. */
export function setFrameBytesMax(socket: WebSocket, bytes: number): void {
  const { _receiver: receiver } = socket as unknown as { readonly _receiver: object };
  Object.assign(receiver, { _maxPayload: bytes });
}

function answerPings(socket: WebSocket): void {
  const pings = new RateLimit(PINGS_PER_SECOND, performance.now(), PINGS_MAX);
  socket.on('ping', (data) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (pings.pass(performance.now())) socket.pong(data);
    else expel(socket, CLOSE.policyViolation, 'pinging too often');
  });
}

function createHttp(tls: Tls | null) {
  const answer: RequestListener = (_request, response) => response.writeHead(426).end('WebSocket only\n');
  const limits = { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: REQUEST_TIMEOUT_MS / 2 };
  return tls === null ? createServer(limits, answer) : createSecureServer({ ...tls, ...limits }, answer);
}

/** All connections, upgraded or not. */
class Peers {
  readonly #sockets = new Set<Socket>();
  readonly #byAddress = new Map<string, number>();

  get count(): number {
    return this.#sockets.size;
  }

  /** Connections from the socket's address, including this one. */
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

interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly state?: ServerState;
}

function unavailable(state: ServerState): Refusal {
  return { status: 503, reason: state, state };
}

function headersOf({ state }: Refusal): Readonly<Record<string, string>> {
  return state === undefined ? {} : { [STATE_HEADER]: state };
}

/** @returns null: it may connect */
function refusalFor(request: IncomingMessage, options: ServerOptions, peers: Peers): Refusal | null {
  if (!isAllowedOrigin(request, options)) return { status: 403, reason: 'Origin not allowed' };
  if (!isAllowedHost(request.headers.host, options.host)) return { status: 403, reason: 'Host not allowed' };
  if (peers.count > CONNECTIONS_MAX) return { status: 503, reason: 'Too many connections' };
  if (peers.countOf(request.socket) > options.connectionsPerAddress) {
    return { status: 429, reason: 'Too many connections from this address' };
  }
  if (!hasToken(request, options.token ?? null)) return { status: 401, reason: 'Token missing or wrong' };
  const state = options.unavailable?.() ?? null;
  if (state !== null) return unavailable(state);
  const problem = options.problemOf?.(queryOf(request)) ?? null;
  return problem === null ? null : { status: 400, reason: problem };
}

type Http = ReturnType<typeof createHttp>;

/** Pass connections through to another server. @returns those that are open */
function handOver(
  http: Http,
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

/** @param take whether it takes over an upgrade, which the WebSocket server then does not see */
function divert(http: Http, take: (request: IncomingMessage, peer: Duplex, head: Buffer) => boolean): void {
  type Upgrade = (request: IncomingMessage, peer: Duplex, head: Buffer) => void;
  const [upgrade] = http.listeners('upgrade') as Upgrade[];
  http.removeAllListeners('upgrade');
  http.on('upgrade', (request, peer: Duplex, head) => {
    if (!take(request, peer, head)) upgrade?.call(http, request, peer, head);
  });
}

function queryOf({ url = '' }: IncomingMessage): URLSearchParams {
  return new URLSearchParams(/\?(.*)/.exec(url)?.[1] ?? '');
}

function isAllowedOrigin({ headers }: IncomingMessage, { pagePort, tls }: ServerOptions): boolean {
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
 * A server on a loopback address accepts only loopback names in `Host`: a page that resolves its own name to this machine
 * (DNS rebinding) sends another. A server that other machines can reach asks for a token instead.
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

function bind(http: ReturnType<typeof createHttp>, options: ServerOptions): Promise<void> {
  const { host, port, portOption } = options;
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new PortTakenError({ host, port, option: portOption }));
      else reject(new SetupError(`cannot listen on ${host}:${port}: ${error.message}`));
    });
    http.listen(port, host, resolve);
  });
}

/** Ping all peers; a peer that leaves two pings unanswered is cut off. */
function keepAlive(sockets: WebSocketServer): NodeJS.Timeout {
  const unanswered = new WeakMap<WebSocket, number>();
  sockets.on('connection', (socket) => {
    socket.on('pong', () => unanswered.set(socket, 0));
  });
  return setInterval(() => {
    for (const socket of sockets.clients) {
      const pings = unanswered.get(socket) ?? 0;
      if (pings >= 2) socket.terminate();
      else socket.ping();
      unanswered.set(socket, pings + 1);
    }
  }, PING_INTERVAL_MS);
}

function goodbye(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
    socket.once('close', () => {
      clearTimeout(cut);
      resolve();
    });
    socket.close(CLOSE.goingAway, 'shutting down');
  });
}
