/** The addresses at which the pit's own processes reach each other, given the address they listen on. */

/** A wildcard address is reached by the loopback address. */
const LISTEN_ON_ALL: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

export function socketUrl(host: string, port: number, isSecure = false): string {
  const reachable = LISTEN_ON_ALL[host] ?? host;
  const bracketed = reachable.includes(':') ? `[${reachable}]` : reachable;
  return `${isSecure ? 'wss' : 'ws'}://${bracketed}:${port}`;
}
