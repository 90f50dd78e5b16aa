/**
 * The relay forwards every frame from upstream to every client, and to NATS with `--publish`, byte for byte. It parses
 * nothing and keeps only the messages that NATS has not yet stored. Connections that ask for the conflated feed go
 * through to the watch worker, and requests for the history to the history service, unread.
 */
import type { WebSocket } from 'ws';
import type { UpstreamState } from '../../contract/upstream.ts';
import { CLOSE, FRAME_BYTES_MAX } from '../../contract/protocol.ts';
import { tlsFor, tokenFor, trustFor } from '../../config/common-options.ts';
import { EXIT_SETUP } from '../../runtime/exit-codes.ts';
import { runWorker, type WorkerFrame, type Running } from '../../runtime/worker-frame.ts';
import { Broadcast, refuseWrites } from '../../net/broadcast.ts';
import { dismiss } from '../../net/dismiss.ts';
import { listen, type Server } from '../../net/server.ts';
import { answerMetrics, type Measured } from '../../runtime/metrics.ts';
import { natsEnds, relayProgram, type RelayOptions } from '../../config/relay-config.ts';
import type { NatsPublisher } from './nats/publisher.ts';
import { Hops, VIA_HEADER } from './hops.ts';
import { answerRequests } from './requests.ts';
import { openPublisher, openUpstream, type Surroundings } from './streams.ts';

await runWorker(relayProgram, ({ options }, frame) => startRelay(options, frame));

async function startRelay(options: RelayOptions, frame: WorkerFrame): Promise<Running> {
  const clients = new Broadcast();
  const hops = new Hops();
  const relays = new Set<WebSocket>();
  const ends = natsEnds(options);
  const surroundings: Surroundings = {
    log: frame.log,
    trust: trustFor(options.serverCert),
    natsTrust: trustFor(options.natsCert, '--nats-cert'),
    hops,
    refuse: (reason) => {
      frame.log.error(reason);
      frame.stop(EXIT_SETUP, reason);
    },
  };
  let upstreamState: () => UpstreamState = () => 'lost';
  const server = await listen({
    host: options.host,
    port: options.port,
    portOption: '--port',
    frameBytesMax: FRAME_BYTES_MAX,
    connectionsPerAddress: options.connectionsPerAddress,
    token: tokenFor(options.host, options.token),
    pagePort: options.pagePort,
    tls: tlsFor(options),
    log: frame.log,
    headers: () => ({ [VIA_HEADER]: hops.via }),
    handOverTo: (query) => watchAddress(options.watch, query),
    onRequest: answerRequests(options, surroundings.trust, () => upstreamState(), frame),
    onConnection: (socket, connection, { headers }) => {
      refuseWrites(socket, connection);
      if (headers[VIA_HEADER] !== undefined) follow(relays, socket);
      clients.add(socket, connection);
    },
  });
  const count = { frames: 0 };
  const publisher = ends.to === null ? null : await openPublisher(ends.to, surroundings);
  const upstream = await openUpstream(options.upstream, ends.from, surroundings, {
    onRouteChanged: () => {
      publisher?.announce();
      for (const relay of relays)
        dismiss(relay, CLOSE.tryAgainLater, 'the route to the exchange has changed');
    },
    onFrame: (bytes) => {
      count.frames += 1;
      clients.send(bytes);
      publisher?.publish(bytes);
    },
  });
  upstreamState = () => upstream.state;
  answerMetrics(frame, () => measured({ frames: count.frames, clients, server, upstream, publisher }));
  frame.announce({ event: 'ready', ports: { relay: server.port } });
  return {
    stop: async () => {
      await upstream.close();
      await publisher?.close();
      await server.close();
    },
  };
}

interface Parts {
  readonly frames: number;
  readonly clients: Broadcast;
  readonly server: Server;
  readonly upstream: { readonly isOpen: boolean };
  readonly publisher: NatsPublisher | null;
}

function measured({ frames, clients, server, upstream, publisher }: Parts): Measured {
  return {
    counters: { frames, ...(publisher !== null && { publish_dropped: publisher.dropped }) },
    gauges: {
      clients: clients.readers + server.handedOver,
      watchers: server.handedOver,
      queue_bytes: clients.queuedBytes,
      connected: upstream.isOpen ? 1 : 0,
      ...(publisher !== null && {
        publish_waiting_bytes: publisher.waitingBytes,
        publish_connected: publisher.isOpen ? 1 : 0,
      }),
    },
  };
}

/**
 * Address at the watch worker. A token in the worker's address replaces the client's.
 * @returns null when the client did not ask for the conflated feed, or there is no watch worker
 */
function watchAddress(watch: string | undefined, query: URLSearchParams): URL | null {
  const [every, token] = [query.get('every'), query.get('token')];
  if (watch === undefined || every === null) return null;
  const address = new URL(watch);
  address.searchParams.set('every', every);
  if (token !== null && !address.searchParams.has('token')) address.searchParams.set('token', token);
  return address;
}

function follow(sockets: Set<WebSocket>, socket: WebSocket): void {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
}
