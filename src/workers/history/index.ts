/**
 * The history service follows the event stream and answers requests for what happened since the session began. It is a
 * process beside the relay: the relay keeps nothing, and passes these requests through.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { FRAME_BYTES_MAX } from '../../contract/protocol.ts';
import { tlsFor, tokenFor, trustFor, withStreamToken } from '../../config/common-options.ts';
import { historyProgram, type HistoryOptions } from '../../config/history-config.ts';
import { followStream } from '../../net/followed-stream.ts';
import { listen } from '../../net/server.ts';
import { answerMetrics } from '../../runtime/metrics.ts';
import { runWorker, type Running, type WorkerFrame } from '../../runtime/worker-frame.ts';
import { answer, errorReply, historyPath, JOURNAL_PATHS, type Reply } from '../../session/history/answers.ts';
import { Follower } from './follower.ts';
import { MarketHistory } from '../../session/history/market-history.ts';
import { SessionFiles } from '../../session/history/session-files.ts';

/** A request waits for so long until the past has been read. */
const PATIENCE_MS = 10_000;

await runWorker(historyProgram, ({ options }, frame) => startHistory(options, frame));

async function startHistory(options: HistoryOptions, frame: WorkerFrame): Promise<Running> {
  const { log } = frame;
  const history = new MarketHistory();
  const files = options.session === undefined ? null : new SessionFiles(options.session, log);
  const follower = new Follower(history, files);
  const count = { requests: 0 };
  const server = await listen({
    host: options.host,
    port: options.port,
    portOption: '--port',
    frameBytesMax: FRAME_BYTES_MAX,
    connectionsPerAddress: options.connectionsPerAddress,
    token: tokenFor(options.host, options.token),
    tls: tlsFor(options),
    log,
    problemOf: () => 'HTTP only',
    onConnection: () => {},
    onRequest: (request, response) => {
      count.requests += 1;
      void reply(request, history, follower).then((made) => send(request, response, made));
    },
  });
  const connection = followStream(
    withStreamToken(options.upstream),
    trustFor(options.serverCert),
    follower,
    log,
  );
  answerMetrics(frame, () => ({
    counters: { requests: count.requests, missing_trades: history.missing, holes: follower.holes },
    gauges: { trades: history.trades.length, connected: connection.isOpen ? 1 : 0 },
  }));
  frame.announce({ event: 'ready', ports: { history: server.port } });
  return {
    stop: async () => {
      await connection.close();
      await server.close();
    },
  };
}

async function reply(request: IncomingMessage, history: MarketHistory, follower: Follower): Promise<Reply> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return errorReply(405, 'BAD_REQUEST', 'This service answers GET and HEAD only.');
  const address = `http://host${request.url}`;
  const { pathname, searchParams } = new URL(URL.canParse(address) ? address : 'http://host');
  const path = historyPath(pathname);
  const isWhole = await within(PATIENCE_MS, async () => {
    await follower.whole();
    if (path !== null && JOURNAL_PATHS.has(path)) await follower.journal();
  });
  if (isWhole) return answer(history, path, searchParams);
  return errorReply(
    503,
    'RECOVERING',
    'The service still reads the past of this session, or waits for its exchange; try again.',
  );
}

/** @returns whether it was done in time */
async function within(ms: number, work: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  try {
    return await Promise.race([work().then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

function send({ method }: IncomingMessage, response: ServerResponse, { status, body }: Reply): void {
  const text = Buffer.from(`${JSON.stringify(body)}\n`);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': text.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(method === 'HEAD' ? undefined : text);
}
