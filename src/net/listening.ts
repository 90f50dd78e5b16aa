/** Facts that a listening server and its options share. */
import { isIPv4 } from 'node:net';

/** Connections that one port serves at a time. */
export const CONNECTIONS_MAX = 5_000;

/** True when one address may hold all of them and only this machine has one: it is another server, which limits its clients. */
export function isInner({ host, connectionsPerAddress }: Openness): boolean {
  return connectionsPerAddress >= CONNECTIONS_MAX && isLoopback(host);
}

export interface Openness {
  /** The address on which the port listens. */
  readonly host: string;
  /** Connections that one address may hold at a time. */
  readonly connectionsPerAddress: number;
}

export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** True when only this machine can reach the name. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
