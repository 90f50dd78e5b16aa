/**
 * Answers requests without an upgrade: those for the history come from the history service, to which the relay passes
 * them on, and the state of the upstream from the relay itself. A pit posts the address of its history service.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { HISTORY_ROOT, type HistoryError } from '../../contract/history.ts';
import { UPSTREAM_PATH, type UpstreamState } from '../../contract/upstream.ts';
import { passOn, type Target } from '../../net/pass-on.ts';
import type { Trust } from '../../net/trust.ts';
import type { WorkerFrame } from '../../runtime/worker-frame.ts';

const serviceSchema = z.object({ type: z.literal('history'), address: z.url() });

interface HistoryOptions {
  /** Address of the history service. Undefined: there is none, or none yet. */
  readonly history?: string | undefined;
  /** True when the parent posts the address later. */
  readonly awaitHistory: boolean;
}

export function answerRequests(
  { history, awaitHistory }: HistoryOptions,
  trust: Trust | null,
  upstream: () => UpstreamState,
  frame: WorkerFrame,
) {
  let target = history === undefined ? null : targetAt(history, trust);
  frame.onMessage((message) => {
    const service = serviceSchema.safeParse(message).data;
    if (service !== undefined) target = targetAt(service.address, trust);
  });
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { url = '/', method } = request;
    if (!url.startsWith(HISTORY_ROOT)) return void response.writeHead(426).end('WebSocket only\n');
    if (method !== 'GET' && method !== 'HEAD') {
      return refuse(response, 405, { code: 'BAD_REQUEST', reason: 'This port answers GET and HEAD only.' });
    }
    if (url.replace(/\?.*/, '') === UPSTREAM_PATH) {
      return reply(response, 200, { state: upstream() });
    }
    if (target === null && awaitHistory) return unreachable(response);
    if (target === null) {
      return refuse(response, 404, { code: 'NO_HISTORY', reason: 'This relay has no history service.' });
    }
    passOn(request, response, url, target);
  };
}

function targetAt(address: string, trust: Trust | null): Target {
  return { address: new URL(address), trust, onFailure: unreachable };
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
