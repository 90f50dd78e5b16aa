/** The web server of a headless pit: the monitor's page, /healthz and /metrics. */
import type { IncomingMessage } from 'node:http';
import type { Tls } from '../net/listening.ts';
import type { Pit } from '../pit/pit.ts';
import { hasHash, hashOf } from '../runtime/secrets.ts';
import { healthOf } from './health.ts';
import type { PitMetrics } from './metrics.ts';
import type { HeadlessOptions } from './options.ts';
import { serveWeb, type Reply, type WebServer } from './web-server.ts';

export interface PitWebOptions {
  readonly pit: Pit;
  /** The folder of the built page. */
  readonly page: string;
  readonly tls: Tls | null;
  readonly metrics: PitMetrics;
  /** Guards /metrics; null: no token is required. */
  readonly secret: string | null;
}

/** Null: the options name no port for it. */
export async function openWeb(
  { host, httpPort }: Pick<HeadlessOptions, 'host' | 'httpPort'>,
  { pit, page, tls, metrics, secret }: PitWebOptions,
): Promise<WebServer | null> {
  if (httpPort === undefined) return null;
  const routes = {
    '/healthz': () => healthOf(pit.state),
    '/metrics': ({ headers }: IncomingMessage) => metricsReply(headers.authorization, secret, metrics, pit),
  };
  return serveWeb({ host, port: httpPort, tls, page, relayPort: () => pit.ports.relay, routes });
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
