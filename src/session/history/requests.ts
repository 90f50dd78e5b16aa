/** Answers to HTTP requests for the history, by a process that keeps one. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HistoryPath } from '../../contract/history.ts';
import { errorReply, historyPath, type Reply } from './answers.ts';

/** A request waits for so long until the past has been read. */
const PATIENCE_MS = 10_000;

/** @param path null: there is no such path */
type Answer = (path: HistoryPath | null, query: URLSearchParams) => Promise<Reply>;

export function historyRequests(answer: Answer) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    void reply(request, answer).then((made) => send(request, response, made));
  };
}

async function reply({ method, url }: IncomingMessage, answer: Answer): Promise<Reply> {
  if (method !== 'GET' && method !== 'HEAD')
    return errorReply(405, 'BAD_REQUEST', 'This service answers GET and HEAD only.');
  const address = `http://host${url}`;
  const { pathname, searchParams } = new URL(URL.canParse(address) ? address : 'http://host');
  return orLater(answer(historyPath(pathname), searchParams));
}

/** `RECOVERING` when the answer is not there in time. */
async function orLater(answered: Promise<Reply>): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Reply>(
    (resolve) => (timer = setTimeout(() => resolve(stillReading()), PATIENCE_MS)),
  );
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
