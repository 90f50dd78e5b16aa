/**
 * Passes a request without an upgrade on to another server, which answers it. The answer passes through unread. The
 * other server gets the address of the client, so that its clients can take turns.
 */
import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent as SecureAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { isLoopback } from './listening.ts';
import type { Trust } from './trust.ts';

/** Headers of the answer that are passed on. The others concern only this server and the other one. */
const ANSWER_HEADERS = ['content-type', 'content-length', 'cache-control', 'x-content-type-options'] as const;

const CLIENT_HEADER = 'x-botpit-client';

export interface Target {
  /** `http://HOST:PORT` or `https://…`. A token in it replaces the client's. */
  readonly address: URL;
  /** Trust in a server at `https://`. Null: the system's. */
  readonly trust: Trust | null;
  /** Answers the client when the other server cannot be reached. */
  readonly onFailure: (response: ServerResponse) => void;
}

/**
 * Agents that open a connection for each request, because an idle one may be closed while the next request is on its
 * way.
 */
const agents = { 'http:': new Agent(), 'https:': new SecureAgent() } as const;

/** @param path path of the request, with its query */
export function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  target: Target,
): void {
  const { method } = request;
  const { address, trust, onFailure } = target;
  const url = new URL(path, address);
  const token = address.searchParams.get('token');
  if (token !== null) url.searchParams.set('token', token);
  const isSecure = url.protocol === 'https:';
  const agent = agents[isSecure ? 'https:' : 'http:'];
  const headers = { [CLIENT_HEADER]: clientOf(request) };
  const options = { method, agent, headers, ...(isSecure && (trust as RequestOptions | null)) };
  const passed = (isSecure ? httpsRequest : httpRequest)(url, options, (answer) => {
    for (const name of ANSWER_HEADERS) {
      const value = answer.headers[name];
      if (value !== undefined) response.setHeader(name, value);
    }
    response.writeHead(answer.statusCode ?? 502);
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  passed.on('error', () => (response.headersSent ? response.destroy() : onFailure(response)));
  response.on('close', () => passed.destroy());
  passed.end();
}

/** Address of the client. Only a program on the same machine, such as a relay behind this one, may name another one. */
export function clientOf({ headers, socket: { remoteAddress = '' } }: IncomingMessage): string {
  const named = headers[CLIENT_HEADER];
  return typeof named === 'string' && isLoopback(remoteAddress) ? named : remoteAddress;
}
