/** Requests for the history, which the relay passes on to the history service, and for the state of its upstream. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HISTORY_ROOT, type HistoryError } from '../../contract/history.ts';
import { UPSTREAM_PATH, type UpstreamState } from '../../contract/upstream.ts';
import { passOn } from '../../net/pass-on.ts';
import type { Trust } from '../../net/trust.ts';

/** @param address undefined: there is no history service */
export function plainRequests(
  address: string | undefined,
  trust: Trust | null,
  upstream: () => UpstreamState,
) {
  const target = address === undefined ? null : { address: new URL(address), trust, onFailure: unreachable };
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { url = '/', method } = request;
    if (!url.startsWith(HISTORY_ROOT)) return void response.writeHead(426).end('WebSocket only\n');
    if (method !== 'GET' && method !== 'HEAD') {
      return refuse(response, 405, { code: 'BAD_REQUEST', reason: 'This port answers GET and HEAD only.' });
    }
    if (url.replace(/\?.*/, '') === UPSTREAM_PATH) {
      return reply(response, 200, { state: upstream() });
    }
    if (target === null) {
      return refuse(response, 404, { code: 'NO_HISTORY', reason: 'This relay has no history service.' });
    }
    passOn(request, response, url, target);
  };
}

function unreachable(response: ServerResponse): void {
  refuse(response, 503, {
    code: 'RECOVERING',
    reason: 'The history service is not available now; try again.',
  });
}

function refuse(response: ServerResponse, status: number, error: HistoryError): void {
  reply(response, status, error);
}

function reply(response: ServerResponse, status: number, content: object): void {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
  response.writeHead(status, headers).end(`${JSON.stringify(content)}\n`);
}
