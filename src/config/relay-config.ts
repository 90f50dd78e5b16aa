/** The relay's options. */
import { z } from 'zod';
import { DEFAULT_PORTS } from '../contract/protocol.ts';
import {
  connectionsPerAddressOption,
  hostOption,
  isSocketUrl,
  logLevelOption,
  portOption,
  serverCertOption,
  tlsOptions,
  tokenOption,
} from './common-options.ts';
import { isLoopback } from '../net/listening.ts';
import { OptionError, type Options, type Program } from '../runtime/options.ts';
import { isNatsAddress, isNatsUrl, natsAddress, type NatsAddress } from './nats-address.ts';

const NATS_FORM = 'nats://HOST:PORT/STREAM or tls://HOST:PORT/STREAM, with a stream of A-Z a-z 0-9 _ -';

export const publishOption = z
  .string()
  .refine(isNatsAddress, `must be ${NATS_FORM}`)
  .optional()
  .describe(
    'NATS server that stores the events for other relays, nats://HOST:PORT/STREAM; credentials in BOTPIT_NATS_CREDENTIALS',
  );

export const natsCertOption = serverCertOption.describe(
  'certificate (PEM) that a NATS server at tls:// must present, whatever its host name; default: any that this system trusts',
);

/**
 * True for ws:// to a loopback address with a port. Tokens travel to the watch worker without TLS, so nothing else is
 * allowed.
 */
function isPlainLoopback(text: string): boolean {
  if (!isSocketUrl(text)) return false;
  const { protocol, hostname, port } = new URL(text);
  return protocol === 'ws:' && port !== '' && isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'));
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

const shape = {
  port: portOption(DEFAULT_PORTS.relay, 'port on which to serve the event stream'),
  upstream: z
    .string()
    .refine(
      (text) => isSocketUrl(text) || isNatsAddress(text),
      `must be ws://HOST:PORT, wss://HOST:PORT, ${NATS_FORM}`,
    )
    .default(`ws://127.0.0.1:${DEFAULT_PORTS.events}`)
    .describe(
      'event stream of an exchange or of another relay, with its token in BOTPIT_STREAM_TOKEN or as ?token=…; or nats://HOST:PORT/STREAM',
    ),
  publish: publishOption,
  watch: z
    .string()
    .refine(isPlainLoopback, 'must be ws://127.0.0.1:PORT or another address of this machine')
    .optional()
    .describe('watch worker on this machine, which serves clients whose address ends with ?every=…'),
  history: z
    .string()
    .refine(isHttpUrl, 'must be http://HOST:PORT or https://HOST:PORT')
    .optional()
    .describe(
      'history service, or a relay that has one, which answers requests for /v1/…; a token in the address replaces the client’s',
    ),
  awaitHistory: z
    .boolean()
    .default(false)
    .describe(
      'the parent process posts the address of a history service; until then requests for it get 503',
    ),
  host: hostOption,
  token: tokenOption,
  connectionsPerAddress: connectionsPerAddressOption,
  pagePort: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('port on which this machine serves the monitor to browsers; those pages may connect'),
  ...tlsOptions,
  serverCert: serverCertOption,
  natsCert: natsCertOption,
  logLevel: logLevelOption,
};

export type RelayOptions = Options<typeof shape>['options'];

export const relayProgram: Program<typeof shape> = {
  command: 'npm run relay',
  about: 'The relay: forwards the event stream of an exchange to every reader.',
  schema: z.strictObject(shape),
};

export interface NatsEnds {
  /** NATS stream to follow. Null: the upstream is a WebSocket. */
  readonly from: NatsAddress | null;
  /** NATS stream to which the relay publishes. Null: it publishes nowhere. */
  readonly to: NatsAddress | null;
}

/** @throws OptionError when both are the same stream */
export function natsEnds({ upstream, publish }: RelayOptions): NatsEnds {
  const credentials = process.env['BOTPIT_NATS_CREDENTIALS'];
  const from = isNatsUrl(upstream) ? natsAddress(upstream, credentials) : null;
  const to = publish === undefined ? null : natsAddress(publish, credentials);
  if (from !== null && from.server === to?.server && from.stream === to.stream) {
    throw new OptionError(
      `--publish ${to.shown} is the stream that --upstream reads; publish to another one.`,
    );
  }
  return { from, to };
}
