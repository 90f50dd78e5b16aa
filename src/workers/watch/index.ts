/**
 * The watch worker merges an event stream into a few frames a second for people who watch. It is a separate process
 * next to the relay, so the relay parses nothing and the exchange spends no time on watchers.
 */
import { EVERY_MS, FRAME_BYTES_MAX, WATCH_EVERY_MS } from '../../contract/protocol.ts';
import { tlsFor, tokenFor, trustFor, withStreamToken } from '../../config/common-options.ts';
import { watchProgram, type WatchOptions } from '../../config/watch-config.ts';
import { followStream } from '../../net/followed-stream.ts';
import { FrameDeflater } from '../../net/frame-deflater.ts';
import { listen } from '../../net/server.ts';
import { answerMetrics } from '../../runtime/metrics.ts';
import { runWorker, type Running, type WorkerFrame } from '../../runtime/worker-frame.ts';
import { Cadence } from './cadence.ts';
import { Upstream } from './upstream.ts';

const WRONG_EVERY = `every must be one of ${EVERY_MS.join(' ')}`;

await runWorker(watchProgram, ({ options }, frame) => startWatch(options, frame));

async function startWatch(options: WatchOptions, frame: WorkerFrame): Promise<Running> {
  const deflater = new FrameDeflater();
  const cadences = new Map<number, Cadence>(
    EVERY_MS.map((everyMs) => [everyMs, new Cadence(everyMs, () => upstream.seq, deflater)]),
  );
  const each = (update: (cadence: Cadence) => void): void => cadences.forEach(update);
  const upstream: Upstream = new Upstream({
    onEvents: (events) => each((cadence) => cadence.add(events)),
    onCheckpoint: (checkpoint) => each((cadence) => cadence.checkpoint(checkpoint)),
    onLost: (seq) => each((cadence) => cadence.lose(seq)),
  });
  const server = await listen({
    host: options.host,
    port: options.port,
    portOption: '--port',
    frameBytesMax: FRAME_BYTES_MAX,
    connectionsPerAddress: options.connectionsPerAddress,
    token: tokenFor(options.host, options.token),
    tls: tlsFor(options),
    log: frame.log,
    deflates: true,
    problemOf: (query) => (cadenceOf(cadences, query) === undefined ? WRONG_EVERY : null),
    onConnection: (socket, connection, { query }) => cadenceOf(cadences, query)?.join(socket, connection),
  });
  const connection = followStream(
    withStreamToken(options.upstream),
    trustFor(options.serverCert),
    upstream,
    frame.log,
  );
  const sum = (of: (cadence: Cadence) => number) =>
    [...cadences.values()].reduce((all, one) => all + of(one), 0);
  answerMetrics(frame, () => ({
    counters: { frames: sum(({ frames }) => frames) },
    gauges: {
      clients: sum(({ readers }) => readers),
      queue_bytes: sum(({ queuedBytes }) => queuedBytes),
      connected: connection.isOpen ? 1 : 0,
    },
  }));
  frame.announce({ event: 'ready', ports: { watch: server.port } });
  return {
    stop: async () => {
      each((cadence) => cadence.close());
      await connection.close();
      await server.close();
    },
  };
}

/** @returns undefined when there is no cadence with the requested interval */
function cadenceOf(cadences: ReadonlyMap<number, Cadence>, query: URLSearchParams): Cadence | undefined {
  return cadences.get(Number(query.get('every') ?? WATCH_EVERY_MS));
}
