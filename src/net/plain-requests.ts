/**
 * Requests without an upgrade.
 *
 * 1. A server that answers none, or refuses the client, ends the connection. The number of connections that an address
 *    may open thus limits its requests. A request with a body is refused in the same way, so that nothing reads the
 *    body.
 * 2. An address gets REQUESTS_PER_SECOND answers, and REQUESTS_MAX at once.
 * 3. Each connection has one request answered at a time (requests-in-turn.ts).
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AddressLimits } from './address-limits.ts';
import { headersOf, type Refusal } from './admission.ts';
import { isInner, type Openness } from './listening.ts';
import { inTurn } from './requests-in-turn.ts';

/**
 * Largest rate of an address. 200 bots behind one address that begin at the same moment send about 13,000 requests in a
 * pit of 8 instruments.
 */
const REQUESTS_PER_SECOND = 2_000;
export const REQUESTS_MAX = 20_000;

const WEBSOCKET_ONLY: Refusal = { status: 426, reason: 'WebSocket only' };
const NO_BODY: Refusal = { status: 413, reason: 'A request has no body' };
const TOO_MANY: Refusal = { status: 429, reason: 'Too many requests from this address' };

export interface PlainOptions extends Openness {
  /** Answers a client that may connect. Absent: all of them get 426. */
  readonly onRequest?: RequestListener;
}

export function plainRequests(
  options: PlainOptions,
  refusalOf: (request: IncomingMessage) => Refusal | null,
): RequestListener {
  const { onRequest } = options;
  if (onRequest === undefined) return inTurn((_, response) => refuse(response, WEBSOCKET_ONLY));
  const limits = new AddressLimits(isInner(options) ? 0 : REQUESTS_PER_SECOND, REQUESTS_MAX);
  return inTurn((request, response) => {
    const refusal = hasBody(request) ? NO_BODY : refusalOf(request);
    if (refusal !== null) return refuse(response, refusal);
    const { origin } = request.headers;
    // A page may read the answer if it may connect.
    if (origin !== undefined) response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Vary', 'Origin');
    if (!limits.pass(request.socket, performance.now())) return refuse(response, TOO_MANY);
    onRequest(request, response);
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function refuse(response: ServerResponse, refusal: Refusal): void {
  const headers = { ...headersOf(refusal), Connection: 'close' };
  response.writeHead(refusal.status, headers).end(`${refusal.reason}\n`);
}
