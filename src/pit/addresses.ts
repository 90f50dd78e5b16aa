/** Addresses at which the pit's processes reach each other, derived from the address on which they listen. */

/** Loopback address at which a process on a wildcard address is reached. */
const LISTEN_ON_ALL: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

export function socketUrl(host: string, port: number, isSecure = false): string {
  const reachable = LISTEN_ON_ALL[host] ?? host;
  const bracketed = reachable.includes(':') ? `[${reachable}]` : reachable;
  return `${isSecure ? 'wss' : 'ws'}://${bracketed}:${port}`;
}
