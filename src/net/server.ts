/** A WebSocket server of the pit. It admits clients (admission.ts), bounds frames and closes dead peers. */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { CLOSE, PING_INTERVAL_MS } from '../contract/protocol.ts';
import { isInner, type Tls } from './listening.ts';
import { PortTakenError, SetupError } from '../runtime/failure.ts';
import type { Logger } from '../runtime/log.ts';
import { AddressLimits } from './address-limits.ts';
import {
  headersOf,
  Peers,
  queryOf,
  refusalFor,
  unavailable,
  type Admission,
  type Refusal,
} from './admission.ts';
import { closeAndWait, cutOffViolator, expel } from './dismiss.ts';
import { Entrance, STEPS_PER_TURN } from './entrance.ts';
import { DEFLATE_OPTIONS } from './frame-deflater.ts';
import { plainRequests, type PlainOptions } from './plain-requests.ts';
import { RateLimit } from './rate-limit.ts';
import { handOver } from './tunnel.ts';

/** Longest time until a peer has sent a complete upgrade request. After it, the peer is cut off. */
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Rate of new connections, as a share of the connections that an address may hold. It may open twice as many as it may
 * hold at once.
 */
const RECONNECTS_PER_SECOND = 0.1;
/** Largest rate of pings. A peer that pings more often is closed. */
const PINGS_PER_SECOND = 10;
const PINGS_MAX = 50;

/** Event of a server's socket before its closing frame, after which nothing may follow. */
export const CLOSING = 'closing';

class ServerSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    this.emit(CLOSING);
    super.close(code, reason);
  }
}

export interface ServerOptions extends Admission, PlainOptions {
  /** Port to listen on. 0: any free one. */
  readonly port: number;
  /** Option that sets the port, for the message when it is taken. */
  readonly portOption: string;
  readonly frameBytesMax: number;
  readonly log: Logger;
  /** Headers of the handshake's response. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** True: agree to compression with peers that ask for it. Absent: never. */
  readonly deflates?: boolean;
  /** Why an address cannot be served. Null: it can. */
  readonly problemOf?: (query: URLSearchParams) => string | null;
  /** WebSocket server that serves an admitted connection instead. Null: this one does. */
  readonly handOverTo?: (query: URLSearchParams) => URL | null;
  /** @param connection TCP or TLS socket that carries the frames */
  onConnection(socket: WebSocket, connection: Socket, request: UpgradeRequest): void;
}

export interface UpgradeRequest {
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
}

export interface Server {
  readonly port: number;
  /** Number of connections that another server serves. */
  readonly handedOver: number;
  /** Closes every connection with 1001 and frees the port. */
  close(): Promise<void>;
}

/** @throws SetupError when the port is taken or the address does not belong to this machine */
export async function listen(options: ServerOptions): Promise<Server> {
  let isClosing = false;
  const peers = new Peers();
  const refusalOf: RefusalOf = (request) =>
    isClosing ? unavailable('SHUTTING_DOWN') : refusalFor(request, options, peers);
  const http = createHttp(options.tls ?? null, plainRequests(options, refusalOf));
  const sockets = acceptUpgrades(http, options, refusalOf);
  const handedOver = handOver(http, options.handOverTo ?? (() => null), refusalOf);
  const entrance = openEntrance(http, peers, options);
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
  const heartbeat = keepAlive(sockets);
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
      await Promise.all(
        [...sockets.clients].map((socket) => closeAndWait(socket, CLOSE.goingAway, 'shutting down')),
      );
      // A connection without an upgrade would keep the server open.
      peers.destroy();
      await closed;
    },
  };
}

type Http = ReturnType<typeof createHttp>;
/** Why a client is refused. Null: it is not. */
type RefusalOf = (request: IncomingMessage) => Refusal | null;

function acceptUpgrades(http: Http, options: ServerOptions, refusalOf: RefusalOf): WebSocketServer {
  const sockets = new WebSocketServer({
    server: http,
    WebSocket: ServerSocket,
    maxPayload: options.frameBytesMax,
    perMessageDeflate: options.deflates === true ? DEFLATE_OPTIONS : false,
    autoPong: false,
    verifyClient: ({ req }, answer) => {
      const refusal = refusalOf(req) ?? problemIn(req, options);
      if (refusal === null) answer(true);
      else answer(false, refusal.status, refusal.reason, headersOf(refusal));
    },
  });
  // `bind` reports the HTTP server's errors, which arrive here as well.
  sockets.on('error', () => {});
  sockets.on('headers', (lines) => {
    for (const [name, value] of Object.entries(options.headers?.() ?? {})) lines.push(`${name}: ${value}`);
  });
  return sockets;
}

/** Limits how fast connections arrive, and counts them. */
function openEntrance(http: Http, peers: Peers, options: ServerOptions): Entrance {
  const { connectionsPerAddress } = options;
  // The server in front of an inner one limits the clients of both. No client may make the others wait here.
  const [reconnects, steps] = isInner(options)
    ? [0, Infinity]
    : [connectionsPerAddress * RECONNECTS_PER_SECOND, STEPS_PER_TURN];
  const connects = new AddressLimits(reconnects, 2 * connectionsPerAddress);
  const entrance = new Entrance(steps);
  entrance.guard(http, (peer) => {
    const isAdmitted = connects.pass(peer, performance.now());
    if (isAdmitted) peers.add(peer);
    return isAdmitted;
  });
  return entrance;
}

function answerPings(socket: WebSocket): void {
  const pings = new RateLimit(PINGS_PER_SECOND, performance.now(), PINGS_MAX);
  socket.on('ping', (data) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (pings.pass(performance.now())) socket.pong(data);
    else expel(socket, CLOSE.policyViolation, 'pinging too often');
  });
}

function createHttp(tls: Tls | null, answer: RequestListener) {
  const limits = { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: REQUEST_TIMEOUT_MS / 2 };
  return tls === null ? createServer(limits, answer) : createSecureServer({ ...tls, ...limits }, answer);
}

function problemIn(request: IncomingMessage, { problemOf }: ServerOptions): Refusal | null {
  const reason = problemOf?.(queryOf(request)) ?? null;
  return reason === null ? null : { status: 400, reason };
}

function bind(http: Http, options: ServerOptions): Promise<void> {
  const { host, port, portOption } = options;
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new PortTakenError({ host, port, option: portOption }));
      else reject(new SetupError(`cannot listen on ${host}:${port}: ${error.message}`));
    });
    http.listen(port, host, resolve);
  });
}

/** Pings all peers. A peer that leaves two pings unanswered is cut off. */
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
