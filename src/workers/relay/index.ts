/**
 * The relay: what comes from upstream goes to every client, byte for byte. It parses nothing and keeps nothing.
 */
import { z } from 'zod';
import type { WebSocket } from 'ws';
import { Hops, VIA_HEADER } from './hops.ts';
import { dismiss } from '../transport/dismiss.ts';
import { CLOSE, DEFAULT_PORTS, FRAME_BYTES_MAX } from '../../contract/protocol.ts';
import {
  connectionsPerAddressOption,
  hostOption,
  logLevelOption,
  portOption,
  serverCertOption,
  tlsFor,
  tlsOptions,
  tokenFor,
  tokenOption,
  trustFor,
  urlOption,
  withStreamToken,
} from '../common-options.ts';
import { runWorker, type Host, type Running } from '../host.ts';
import type { Options, Program } from '../options.ts';
import { Broadcast, refuseWrites } from '../transport/broadcast.ts';
import { Connection, type ConnectionEvents } from '../transport/connection.ts';
import { tellVitals } from '../vitals.ts';
import { listen } from '../transport/server.ts';

const shape = {
  port: portOption(DEFAULT_PORTS.relay, 'port to serve the event stream on'),
  upstream: urlOption(
    `ws://127.0.0.1:${DEFAULT_PORTS.events}`,
    'event stream of an exchange, or another relay; its token in BOTPIT_STREAM_TOKEN or as ?token=…',
  ),
  host: hostOption,
  token: tokenOption,
  connectionsPerAddress: connectionsPerAddressOption,
  pagePort: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('port on which this host serves the monitor to browsers: those pages may connect'),
  ...tlsOptions,
  serverCert: serverCertOption,
  logLevel: logLevelOption,
};

const EXIT_SETUP = 2;

const program: Program<typeof shape> = {
  command: 'npm run relay',
  about: 'The relay: rebroadcasts the event stream of an exchange to every client.',
  schema: z.strictObject(shape),
};

await runWorker(program, ({ options }, host) => startRelay(options, host));

async function startRelay(options: Options<typeof shape>['options'], host: Host): Promise<Running> {
  const clients = new Broadcast();
  const hops = new Hops();
  const relays = new Set<WebSocket>();
  const trust = trustFor(options.serverCert);
  const upstreamName = options.upstream.replace(/\?.*/, '');
  const server = await listen({
    host: options.host,
    port: options.port,
    portOption: '--port',
    frameBytesMax: FRAME_BYTES_MAX,
    connectionsPerAddress: options.connectionsPerAddress,
    token: tokenFor(options.host, options.token),
    pagePort: options.pagePort,
    tls: tlsFor(options),
    log: host.log,
    headers: () => ({ [VIA_HEADER]: hops.via }),
    onConnection: (socket, connection, headers) => {
      refuseWrites(socket);
      if (headers[VIA_HEADER] !== undefined) follow(relays, socket);
      clients.add(socket, connection);
    },
  });
  const count = { frames: 0 };
  const events: ConnectionEvents = {
    onOpen: () => host.log.info(`connected to ${upstreamName}`),
    onUpgrade: (headers) => {
      const learned = hops.learn(String(headers[VIA_HEADER] ?? ''));
      if (typeof learned === 'object') {
        host.log.error(
          `${upstreamName}: ${learned.refusal}; point --upstream at the exchange, or at a relay nearer to it`,
        );
        host.stop(EXIT_SETUP);
      } else if (learned === 'changed') {
        for (const relay of relays)
          dismiss(relay, CLOSE.tryAgainLater, 'the way to the exchange has changed');
      }
    },
    onFrame: (frame) => {
      count.frames += 1;
      clients.send(frame);
    },
    onLost: (reason, retryMs) => host.log.warn(`${upstreamName}: ${reason}; next try in ${retryMs} ms`),
  };
  const upstream = new Connection(withStreamToken(options.upstream), events, trust, {
    [VIA_HEADER]: hops.id,
  });
  tellVitals(host, () => ({
    counters: { frames: count.frames },
    gauges: {
      clients: clients.readers,
      queue_bytes: clients.queuedBytes,
      connected: upstream.isOpen ? 1 : 0,
    },
  }));
  host.announce({ event: 'ready', ports: { relay: server.port } });
  return {
    stop: async () => {
      await upstream.close();
      await server.close();
    },
  };
}

function follow(sockets: Set<WebSocket>, socket: WebSocket): void {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
}
