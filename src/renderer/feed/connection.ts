/** The state of the window's connection to its relay, and its text. Times are milliseconds since the Unix epoch. */
import { maskTokens } from '../format/mask-tokens.ts';
import { formatAge } from '../format/times.ts';

export type Connection =
  | { readonly phase: 'closed' }
  | { readonly phase: 'connecting'; readonly url: string; readonly attempt: number }
  | { readonly phase: 'connected'; readonly url: string }
  | {
      readonly phase: 'disconnected';
      readonly url: string;
      readonly reason: string;
      /** Number of the next try, or of the current one. */
      readonly attempt: number;
      /** Time of the next try. Null: it has begun. */
      readonly nextTryAt: number | null;
    };

export const CONNECTION_LABELS: Readonly<Record<Connection['phase'], string>> = {
  closed: 'CLOSED',
  connecting: 'CONNECTING',
  connected: 'CONNECTED',
  disconnected: 'DISCONNECTED',
};

/** Text of the connection. Tokens in addresses are masked. */
export function describeConnection(connection: Connection, now: number): string {
  return maskTokens(wordsOf(connection, now));
}

function wordsOf(connection: Connection, now: number): string {
  switch (connection.phase) {
    case 'closed':
      return 'No relay to follow';
    case 'connecting':
      return `Connecting to ${connection.url}, attempt ${connection.attempt}`;
    case 'connected':
      return `Following ${connection.url}`;
    case 'disconnected':
      return `${connection.reason}. ${nextTry(connection.attempt, connection.nextTryAt, now)}`;
  }
}

function nextTry(attempt: number, nextTryAt: number | null, now: number): string {
  if (nextTryAt === null) return `Trying now, attempt ${attempt}`;
  const seconds = Math.ceil(Math.max(0, nextTryAt - now) / 1_000);
  return `Next try in ${formatAge(seconds * 1_000)}, attempt ${attempt}`;
}

const CLOSE_REASONS: Readonly<Record<number, string>> = {
  1001: 'The relay was shut down',
  1008: 'The relay refused this window',
  1013: 'This window fell behind and the relay disconnected it',
};

/** When a socket to the relay was last open. `before`: an earlier socket than the one that closed. */
export type Reach = 'open' | 'before' | 'never';

/** Meaning of a socket's close event. */
export function closeReason(url: string, reach: Reach, code: number, text: string): string {
  const known = CLOSE_REASONS[code];
  if (known !== undefined) return text === '' ? known : `${known}: ${text}`;
  if (reach === 'before') return `No answer from ${url}`;
  if (reach === 'never') return neverOpened(url);
  return text === '' ? `The connection to ${url} was lost` : `The relay closed the connection: ${text}`;
}

/**
 * Text of a connection that never opened. Browsers hide the reason, so a relay that requires a token looks like a
 * missing one.
 */
function neverOpened(url: string): string {
  const guess = /[?&]token=/i.test(url)
    ? 'it does not accept this token'
    : 'it requires a token (enter it under Recent relays, or end the address with /?token=…)';
  return `No answer from ${url}, or ${guess}`;
}

/** Address without a scheme: `host:port` is enough. */
const WITHOUT_SCHEME = /^[^\s/?#]+:\d+(?:[/?#].*)?$/;

/** @returns the address to connect to, or why there can be no connection */
export function parseRelayUrl(text: string): { readonly url: string } | { readonly problem: string } {
  const trimmed = text.trim();
  const full = WITHOUT_SCHEME.test(trimmed) ? `ws://${trimmed}` : trimmed;
  const url = URL.canParse(full) ? new URL(full) : null;
  if (url === null || (url.protocol !== 'ws:' && url.protocol !== 'wss:') || url.hostname === '') {
    return {
      problem: `“${trimmed}” is not a relay address. Write it as host:9010, ws://host:9010 or wss://host`,
    };
  }
  return { url: full };
}
