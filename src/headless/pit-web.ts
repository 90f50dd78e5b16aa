/** The web server of a headless pit: the monitor's page, the QR code of its address, /healthz and /metrics. */
import type { IncomingMessage } from 'node:http';
import type { Tls } from '../net/listening.ts';
import type { Pit } from '../pit/pit.ts';
import { hasHash, hashOf } from '../runtime/secrets.ts';
import { JOIN_PATH } from '../contract/protocol.ts';
import { pageAddress, pageQr } from './join-text.ts';
import { healthOf } from './health.ts';
import type { PitMetrics } from './metrics.ts';
import type { HeadlessOptions } from './options.ts';
import { serveWeb, type Reply, type WebServer } from './web-server.ts';

export interface PitWebOptions {
  readonly pit: Pit;
  /** Folder of the built page. */
  readonly page: string;
  readonly tls: Tls | null;
  readonly metrics: PitMetrics;
  /** Token that guards /metrics. Null: no token is required. */
  readonly secret: string | null;
  /** Token for watchers only, if there is one. It may be shown. */
  readonly watchToken: string | null;
}

/** Opens the web server. Null: the options name no port for it. */
export async function openWeb(
  { host, httpPort }: Pick<HeadlessOptions, 'host' | 'httpPort'>,
  { pit, page, tls, metrics, secret, watchToken }: PitWebOptions,
): Promise<WebServer | null> {
  if (httpPort === undefined) return null;
  const relaySecrets = [secret, watchToken].filter((one) => one !== null);
  const routes = {
    '/healthz': () => healthOf(pit.state),
    [JOIN_PATH]: ({ url }: IncomingMessage) => {
      const httpPort = server.port;
      const isSecure = tls !== null;
      const address = pageAddress({ host, isSecure, httpPort, watchToken });
      return joinReply(address, url ?? '', relaySecrets);
    },
    '/metrics': ({ headers }: IncomingMessage) => metricsReply(headers.authorization, secret, metrics, pit),
  };
  const server = await serveWeb({
    host,
    port: httpPort,
    tls,
    page,
    relayPort: () => pit.ports.relay,
    routes,
  });
  return server;
}

/**
 * Reply with the QR code. It requires one of the tokens that open the relay, because the code may contain the watchers'
 * own token.
 */
function joinReply(address: string | null, url: string, secrets: readonly string[]): Reply {
  if (address === null) return { status: 404, body: 'Other machines cannot open this page.\n' };
  const token = new URL(`http://host${url}`).searchParams.get('token') ?? '';
  const isKnown = secrets.length === 0 || secrets.some((secret) => hasHash(token, hashOf(secret)));
  if (!isKnown) return { status: 401, body: 'End the address with ?token=TOKEN.\n' };
  return { status: 200, headers: { 'Content-Type': 'image/svg+xml' }, body: pageQr(address) };
}

/** Metrics require the same token as the market data. */
async function metricsReply(
  authorization: string | undefined,
  secret: string | null,
  metrics: PitMetrics,
  pit: Pit,
): Promise<Reply> {
  if (secret !== null && !hasHash(authorization ?? '', hashOf(`Bearer ${secret}`))) {
    return {
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer' },
      body: 'Send the header Authorization: Bearer TOKEN.\n',
    };
  }
  return {
    status: 200,
    headers: { 'Content-Type': metrics.contentType },
    body: await metrics.text(pit.state),
  };
}
