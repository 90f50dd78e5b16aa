/**
 * The history service follows the event stream and answers requests for the past of the session. It is a separate
 * process next to the relay, so the relay keeps nothing and only passes these requests through.
 */
import { botNewsSchema } from '../../contract/bot-news.ts';
import { FRAME_BYTES_MAX } from '../../contract/protocol.ts';
import { tlsFor, tokenFor, trustFor, withStreamToken } from '../../config/common-options.ts';
import { historyProgram, type HistoryOptions } from '../../config/history-config.ts';
import { followStream } from '../../net/followed-stream.ts';
import { listen } from '../../net/server.ts';
import { answerMetrics } from '../../runtime/metrics.ts';
import { runWorker, type Running, type WorkerFrame } from '../../runtime/worker-frame.ts';
import { answer, JOURNAL_PATHS } from '../../session/history/answers.ts';
import { Follower } from './follower.ts';
import { MarketHistory } from '../../session/history/market-history.ts';
import { historyRequests, stillReading } from '../../session/history/requests.ts';
import { SessionFiles } from '../../session/history/session-files.ts';

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
    onRequest: historyRequests(async (path, query, { isWanted, turn }) => {
      count.requests += 1;
      if (!(await follower.whole(isWanted))) return stillReading();
      if (path !== null && JOURNAL_PATHS.has(path)) await follower.journal();
      await turn();
      return isWanted() ? answer(history, path, query) : stillReading();
    }, log),
  });
  const connection = followStream(
    withStreamToken(options.upstream),
    trustFor(options.serverCert),
    follower,
    log,
  );
  frame.onMessage((message) => {
    const news = botNewsSchema.safeParse(message).data;
    if (news !== undefined) history.noteBots(news.events);
  });
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
