/**
 * Tries a relay's address and reports the result. A page cannot find out why its WebSocket failed, but this process
 * can.
 */
import { WebSocket } from 'ws';
import { parseFrame } from '../contract/events.ts';
import { MONITOR_ORIGIN } from '../contract/protocol.ts';
import type { Outcome } from '../contract/pit-state.ts';
import { relayUrlSchema } from './settings-schema.ts';

const HANDSHAKE_MS = 5_000;
/** Longest wait for a frame. A relay sends a checkpoint every second, unless its exchange is down. */
const FIRST_FRAME_MS = 2_500;
/** Longest frame of a relay. A checkpoint of a thousand accounts has a few hundred kilobytes. */
const FIRST_FRAME_BYTES_MAX = 64 * 2 ** 20;

const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'requires a valid token: it is missing or wrong',
  403: 'does not admit this window',
  404: 'has no relay at this path',
  429: 'already has too many connections from this machine',
  503: 'has too many connections, or is shutting down',
};

export interface ProbeTimes {
  readonly handshakeMs: number;
  readonly firstFrameMs: number;
}

/** Tries the address. A relay that sends nothing is also ok, because its exchange may be down. */
export function probeRelay(
  address: string,
  times: ProbeTimes = { handshakeMs: HANDSHAKE_MS, firstFrameMs: FIRST_FRAME_MS },
): Promise<Outcome> {
  const checked = relayUrlSchema.safeParse(address);
  if (!checked.success) {
    return Promise.resolve({ ok: false, reason: 'The address must be ws://host:port or wss://host:port' });
  }
  const url = new URL(address);
  url.hash = '';
  return new Promise((resolve) => {
    const socket = new WebSocket(url, {
      origin: MONITOR_ORIGIN,
      maxPayload: FIRST_FRAME_BYTES_MAX,
      perMessageDeflate: false,
    });
    const answer = (outcome: Outcome) => {
      clearTimeout(timer);
      resolve(outcome);
      // This also ends a handshake in progress, without an error event.
      socket.removeAllListeners().on('error', () => {});
      socket.terminate();
    };
    const refuse = (reason: string) => answer({ ok: false, reason });
    let timer = setTimeout(() => refuse(noAnswer(url, times.handshakeMs)), times.handshakeMs);
    socket.on('open', () => {
      clearTimeout(timer);
      timer = setTimeout(() => answer({ ok: true }), times.firstFrameMs);
    });
    socket.on('message', (data, isBinary) => {
      if (!isBinary && isFrame((data as Buffer).toString())) answer({ ok: true });
      else refuse(`${url.host} is a WebSocket server, but does not send Botpit events`);
    });
    socket.on('unexpected-response', (_request, { statusCode = 0 }) => refuse(statusText(url, statusCode)));
    socket.on('close', (code) => refuse(`${url.host} closed the connection at once (code ${code})`));
    socket.on('error', (error: NodeJS.ErrnoException) => refuse(errorText(url, error, times.handshakeMs)));
  });
}

function isFrame(text: string): boolean {
  try {
    parseFrame(text);
    return true;
  } catch {
    return false;
  }
}

function statusText({ host }: URL, status: number): string {
  const known = BY_STATUS[status];
  return known === undefined
    ? `${host} answers, but is not a relay (HTTP ${status})`
    : `${host} ${known} (HTTP ${status})`;
}

function errorText(url: URL, { code = '', message }: NodeJS.ErrnoException, handshakeMs: number): string {
  const { host, hostname } = url;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `There is no host named ${hostname}`;
  if (code === 'ECONNREFUSED')
    return `Nothing listens at ${host}: the relay is not running, or has another port`;
  if (code === 'ETIMEDOUT') return noAnswer(url, handshakeMs);
  if (code === 'EPROTO') return `${host} does not speak TLS: try ws:// in place of wss://`;
  if (/CERT|SIGN|TLS|SSL/.test(code))
    return `The certificate of ${host} is not trusted (${code}): ${message}`;
  if (code === 'ECONNRESET') {
    return `${host} hung up: it may want ${url.protocol === 'ws:' ? 'wss://' : 'ws://'}`;
  }
  if (code.startsWith('HPE_')) return `${host} answers, but not as a WebSocket server does`;
  return `${host} cannot be reached: ${message}`;
}

function noAnswer({ host }: URL, handshakeMs: number): string {
  return `No answer from ${host} within ${handshakeMs / 1_000} s: the machine is down, or a firewall blocks the connection`;
}
