/** Answers to HTTP requests for the history, by a process that keeps one. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HistoryPath } from '../../contract/history.ts';
import type { Logger } from '../../runtime/log.ts';
import { errorReply, historyPath, type Reply } from './answers.ts';

/** A request waits for so long until the past has been read. */
const PATIENCE_MS = 10_000;

/**
 * @param path null: there is no such path
 * @param isWanted false: the client has left, or its patience has ended
 */
type Answer = (path: HistoryPath | null, query: URLSearchParams, isWanted: () => boolean) => Promise<Reply>;

export function historyRequests(answer: Answer, log: Logger) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname, searchParams } = addressOf(request);
    const failed = (error: unknown): Reply => {
      log.error(`cannot answer ${pathname}: ${(error as Error).message}`);
      return errorReply(500, 'INTERNAL_ERROR', 'The service failed to answer; its log has the reason.');
    };
    void reply(request, response, (isWanted) => answer(historyPath(pathname), searchParams, isWanted))
      .catch(failed)
      .then((made) => send(request, response, made));
  };
}

function addressOf({ url }: IncomingMessage): URL {
  const address = `http://host${url}`;
  return new URL(URL.canParse(address) ? address : 'http://host');
}

async function reply(
  { method }: IncomingMessage,
  response: ServerResponse,
  answer: (isWanted: () => boolean) => Promise<Reply>,
): Promise<Reply> {
  if (method !== 'GET' && method !== 'HEAD')
    return errorReply(405, 'BAD_REQUEST', 'This service answers GET and HEAD only.');
  let isWanted = true;
  const end = (): void => void (isWanted = false);
  response.once('close', end);
  return orLater(
    answer(() => isWanted),
    end,
  );
}

/** `RECOVERING` when the answer is not there in time. */
async function orLater(answered: Promise<Reply>, onLate: () => void): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Reply>((resolve) => {
    timer = setTimeout(() => {
      onLate();
      resolve(stillReading());
    }, PATIENCE_MS);
  });
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}

export function stillReading(): Reply {
  return errorReply(
    503,
    'RECOVERING',
    'The service still reads the past of this session, or waits for its exchange; try again.',
  );
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
