/** Facts that a listening server and its options share. */
import { isIPv4 } from 'node:net';

/** Largest number of simultaneous connections of one port. */
export const CONNECTIONS_MAX = 5_000;

/**
 * True when one address may hold all connections and only this machine can connect. That address is then another
 * server, which limits its clients.
 */
export function isInner({ host, connectionsPerAddress }: Openness): boolean {
  return connectionsPerAddress >= CONNECTIONS_MAX && isLoopback(host);
}

export interface Openness {
  /** Address on which the port listens. */
  readonly host: string;
  /** Largest number of simultaneous connections of one address. */
  readonly connectionsPerAddress: number;
}

export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** True when only this machine can reach the host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
