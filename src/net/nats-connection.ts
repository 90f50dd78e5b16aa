/** Connections to a NATS server. */
import {
  connect,
  type NatsConnection,
  type NodeConnectionOptions,
  type TlsOptions,
} from '@nats-io/transport-node';
import { PING_INTERVAL_MS } from '../contract/protocol.ts';
import type { Trust } from './trust.ts';

/** Longest attempt to connect. */
const CONNECT_TIMEOUT_MS = 5_000;

export interface NatsServer {
  /** Server as HOST:PORT. */
  readonly server: string;
  /** True: refuse a server without TLS. */
  readonly isSecure: boolean;
  readonly credentials: Pick<NodeConnectionOptions, 'user' | 'pass' | 'token'>;
}

type Manner = Pick<
  NodeConnectionOptions,
  'name' | 'reconnect' | 'maxReconnectAttempts' | 'reconnectTimeWait' | 'ignoreAuthErrorAbort'
>;

/** @param trust trust in servers at `tls://`; null: the system's */
export function connectToNats(
  { server, isSecure, credentials }: NatsServer,
  trust: Trust | null,
  manner: Manner,
): Promise<NatsConnection> {
  return connect({
    servers: server,
    ...credentials,
    // The client passes every field to node:tls, but its types name only some of them.
    ...(isSecure && { tls: { ...trust } as TlsOptions }),
    ignoreClusterUpdates: true,
    noAsyncTraces: true,
    timeout: CONNECT_TIMEOUT_MS,
    pingInterval: PING_INTERVAL_MS,
    ...manner,
  });
}
