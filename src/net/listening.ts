/** Facts that a listening server and its options share. */
import { isIPv4 } from 'node:net';

/** Connections that one port serves at a time. */
export const CONNECTIONS_MAX = 5_000;

/** True when one address may hold all of them: it is another server, which limits its clients. */
export function isInner(connectionsPerAddress: number): boolean {
  return connectionsPerAddress >= CONNECTIONS_MAX;
}

export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** True when only this machine can reach the name. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
