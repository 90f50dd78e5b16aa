/** Options that several programs share. */
import { createSecureContext } from 'node:tls';
import { CONNECTIONS_MAX, isLoopback, type Tls } from '../net/listening.ts';
import { trustIn, type Trust } from '../net/trust.ts';
import { z } from 'zod';
import { DEFAULT_PORTS } from '../contract/protocol.ts';
import { LOG_LEVELS } from '../runtime/log.ts';
import { readTextFile } from '../runtime/text-file.ts';
import { OptionError } from '../runtime/options.ts';

export const portOption = (port: number, about: string) =>
  z.int().min(0).max(65_535).default(port).describe(`${about}; 0 takes a free one`);

export const hostOption = z
  .string()
  .min(1)
  .default('127.0.0.1')
  .describe('address to listen on; any address other than loopback requires a token');

export const connectionsPerAddressOption = z
  .int()
  .min(1)
  .max(CONNECTIONS_MAX)
  .default(1_000)
  .describe('maximum number of connections per client address and port');

export const urlOption = (url: string, about: string) =>
  z
    .string()
    .refine(isSocketUrl, 'must be ws://HOST:PORT or wss://HOST:PORT, with a port up to 65535')
    .default(url)
    .describe(about);

export const logLevelOption = z.enum(LOG_LEVELS).default('info').describe('debug, info, warn or error');

const tokenSchema = z.string().min(8).max(256);

export const tokenOption = tokenSchema
  .optional()
  .describe(
    'token that clients must send; prefer --config or BOTPIT_TOKEN, because process lists show command lines',
  );

/**
 * The token that guards a listener: the option, or else BOTPIT_TOKEN from the environment.
 * @throws OptionError when other machines can reach the address and there is no token
 */
export function tokenFor(host: string, token: string | undefined): string | null {
  const found = token ?? environmentToken('BOTPIT_TOKEN');
  if (found === null && !isLoopback(host)) {
    throw new OptionError(
      `--host ${host} lets other machines connect: set a token of 8 characters or more in BOTPIT_TOKEN or as "token" in --config.`,
    );
  }
  return found;
}

/**
 * The address of an event stream. An address without a token gets BOTPIT_STREAM_TOKEN from the environment. The
 * token belongs there, because everyone on the machine can read a command line.
 */
export function withStreamToken(url: string): string {
  const token = process.env['BOTPIT_STREAM_TOKEN'];
  const address = new URL(url);
  if (token !== undefined && !address.searchParams.has('token')) address.searchParams.set('token', token);
  return address.href;
}

const fileOption = z.string().min(1).optional().meta({ path: 'file' });

/** Options of a server that can speak TLS. */
export const tlsOptions = {
  tlsCert: fileOption.describe('certificate (PEM) for serving wss://; requires --tls-key'),
  tlsKey: fileOption.describe('private key (PEM) of --tls-cert'),
};

/** The option of a client of a server that can speak TLS. */
export const serverCertOption = fileOption.describe(
  'certificate (PEM) that the servers must present, whatever their host name; default: any that this system trusts',
);

/** @returns null for plain ws:// @throws OptionError when one of the files is missing, unreadable or unusable */
export function tlsFor(options: {
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
}): Tls | null {
  const { tlsCert, tlsKey } = options;
  if (tlsCert === undefined && tlsKey === undefined) return null;
  if (tlsCert === undefined) throw new OptionError('--tls-key needs --tls-cert.');
  if (tlsKey === undefined) throw new OptionError('--tls-cert needs --tls-key.');
  const tls = { cert: readText('--tls-cert', tlsCert), key: readText('--tls-key', tlsKey) };
  try {
    createSecureContext(tls);
  } catch (error) {
    throw new OptionError(
      `--tls-cert ${tlsCert} and --tls-key ${tlsKey} are not a certificate and its key: ${(error as Error).message}.`,
    );
  }
  return tls;
}

/** @returns null when the system's authorities decide @throws OptionError when the file holds no certificate */
export function trustFor(serverCert: string | undefined, option = '--server-cert'): Trust | null {
  if (serverCert === undefined) return null;
  const pem = readText(option, serverCert);
  try {
    return trustIn(pem, option);
  } catch (error) {
    throw new OptionError(`${option} ${serverCert} is not a certificate: ${(error as Error).message}.`);
  }
}

function readText(option: string, path: string): string {
  try {
    return readTextFile(path);
  } catch (error) {
    throw new OptionError(`${option} ${path}: ${(error as Error).message}.`);
  }
}

/**
 * Token of the account "operator", from BOTPIT_OPERATOR_TOKEN in the environment. Null: there is no such account.
 * @throws OptionError
 */
export function operatorToken(): string | null {
  return environmentToken('BOTPIT_OPERATOR_TOKEN');
}

function environmentToken(name: 'BOTPIT_TOKEN' | 'BOTPIT_OPERATOR_TOKEN'): string | null {
  const token = process.env[name];
  if (token === undefined) return null;
  if (tokenSchema.safeParse(token).success) return token;
  throw new OptionError(`${name} must have 8 to 256 characters; it has ${token.length}.`);
}

export function isSocketUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, hash } = new URL(text);
  return (protocol === 'ws:' || protocol === 'wss:') && hostname !== '' && hash === '';
}

/** Options of a worker that follows an event stream and serves what it derives from it. */
export const followerOptions = {
  upstream: urlOption(
    `ws://127.0.0.1:${DEFAULT_PORTS.events}`,
    'event stream of an exchange or a relay; its token in BOTPIT_STREAM_TOKEN or as ?token=…',
  ),
  host: hostOption,
  token: tokenOption,
  connectionsPerAddress: connectionsPerAddressOption,
  ...tlsOptions,
  serverCert: serverCertOption,
  logLevel: logLevelOption,
};
