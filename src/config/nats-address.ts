/**
 * The address of a stream, `nats://USER:PASSWORD@HOST:4222/STREAM`. Text for logs and errors never contains the
 * credentials.
 */

const DEFAULT_PORT = '4222';
const DEFAULT_STREAM = 'botpit';
/** NATS forbids blanks, dots, wildcards and slashes in a stream's name; file systems forbid more. */
const STREAM_NAME = /^[A-Za-z0-9_-]{1,32}$/;

export interface NatsAddress {
  /** Server as HOST:PORT. */
  readonly server: string;
  readonly stream: string;
  /** True: refuse a server without TLS. A server that requires TLS gets it in either case. */
  readonly isSecure: boolean;
  readonly credentials: Credentials;
  /** The address without its credentials, for logs and errors. */
  readonly shown: string;
}

interface Credentials {
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
}

export function isNatsUrl(text: string): boolean {
  return /^(nats|tls):/.test(text);
}

/** True when `natsAddress` can read the text. */
export function isNatsAddress(text: string): boolean {
  if (!isNatsUrl(text) || !URL.canParse(text)) return false;
  const url = new URL(text);
  const isPlain = url.hostname !== '' && url.search === '' && url.hash === '';
  return isPlain && STREAM_NAME.test(streamIn(url)) && isDecodable(url.username + url.password);
}

/** @param fallback credentials for an address that has none: `USER:PASSWORD`, or a token */
export function natsAddress(text: string, fallback: string | undefined): NatsAddress {
  const url = new URL(text);
  const server = `${url.hostname}:${url.port === '' ? DEFAULT_PORT : url.port}`;
  const stream = streamIn(url);
  return {
    server,
    stream,
    isSecure: url.protocol === 'tls:',
    credentials: credentialsIn(url) ?? credentialsOf(fallback),
    shown: `${url.protocol}//${server}/${stream}`,
  };
}

/** Splits off the credentials, because everyone on the machine can read the command line of a process. */
export function withoutCredentials(text: string): {
  readonly address: string;
  /** Credentials in the form that `natsAddress` takes. */
  readonly credentials: string | undefined;
} {
  const { shown, credentials } = natsAddress(text, undefined);
  const { token, user, pass } = credentials;
  return { address: shown, credentials: user === undefined ? token : `${user}:${pass}` };
}

function streamIn({ pathname }: URL): string {
  const name = pathname.replace(/^\//, '');
  return name === '' ? DEFAULT_STREAM : name;
}

function credentialsIn({ username, password }: URL): Credentials | null {
  if (username === '') return null;
  const user = decodeURIComponent(username);
  return password === '' ? { token: user } : { user, pass: decodeURIComponent(password) };
}

/** Credentials from `USER:PASSWORD` or a token. A token has no colon. */
function credentialsOf(text: string | undefined): Credentials {
  if (text === undefined || text === '') return {};
  const colon = text.indexOf(':');
  if (colon === -1) return { token: text };
  return { user: text.slice(0, colon), pass: text.slice(colon + 1) };
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
