/**
 * Answers to HTTP requests for the history, by a process that keeps one.
 *
 * 1. Clients take turns to use the processor (fair-turns.ts).
 * 2. UNREAD_BYTES_MAX of answers wait until a client reads them. Beyond that it gets 429, and after UNREAD_MS an answer is
 *    cut off.
 * 3. A request waits PATIENCE_MS until the past has been read.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HistoryPath } from '../../contract/history.ts';
import { FairTurns } from '../../net/fair-turns.ts';
import { clientOf } from '../../net/pass-on.ts';
import type { Logger } from '../../runtime/log.ts';
import { errorReply, historyPath, type Reply } from './answers.ts';

const PATIENCE_MS = 10_000;
const UNREAD_BYTES_MAX = 64 * 1_024 * 1_024;
const UNREAD_MS = 60_000;

export interface Asking {
  /** False: the client has left, or its patience has ended. */
  readonly isWanted: () => boolean;
  /** Resolves when it is the client's turn to use the processor. */
  readonly turn: () => Promise<void>;
}

/** @param path null: there is no such path */
type Answer = (path: HistoryPath | null, query: URLSearchParams, asking: Asking) => Promise<Reply>;

export function historyRequests(answer: Answer, log: Logger, unreadBytesMax = UNREAD_BYTES_MAX) {
  const turns = new FairTurns();
  const answers = new Answers(unreadBytesMax);
  return (request: IncomingMessage, response: ServerResponse): void => {
    const client = clientOf(request);
    if (answers.isFull(client)) return write(response, 429, textOf(TOO_MANY));
    const { pathname, searchParams } = addressOf(request);
    const turn = () => turns.turn(client);
    const failed = (error: unknown): Reply => {
      log.error(`cannot answer ${pathname}: ${(error as Error).message}`);
      return errorReply(500, 'INTERNAL_ERROR', 'The service failed to answer; its log has the reason.');
    };
    void reply(request, response, (isWanted) =>
      answer(historyPath(pathname), searchParams, { isWanted, turn }),
    )
      .catch(failed)
      .then((made) => answers.send(client, request, response, made));
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

/** Those that clients have not read: of each client so many bytes, and one answer more at most. */
class Answers {
  readonly #max: number;
  readonly #unreadBytes = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  isFull(client: string): boolean {
    return (this.#unreadBytes.get(client) ?? 0) >= this.#max;
  }

  send(client: string, { method }: IncomingMessage, response: ServerResponse, reply: Reply): void {
    // The client has left; nothing would end the count.
    if (response.destroyed) return;
    if (this.isFull(client)) return write(response, 429, textOf(TOO_MANY));
    const text = textOf(reply);
    this.#count(client, text.length);
    const cut = setTimeout(() => response.destroy(), UNREAD_MS);
    response.once('close', () => {
      clearTimeout(cut);
      this.#count(client, -text.length);
    });
    write(response, reply.status, text, method === 'HEAD');
  }

  #count(client: string, bytes: number): void {
    const unread = (this.#unreadBytes.get(client) ?? 0) + bytes;
    if (unread === 0) this.#unreadBytes.delete(client);
    else this.#unreadBytes.set(client, unread);
  }
}

const TOO_MANY = errorReply(
  429,
  'TOO_MANY_REQUESTS',
  'Too many answers wait until your address reads them; read them first.',
);

function textOf({ body }: Reply): Buffer {
  return Buffer.from(`${JSON.stringify(body)}\n`);
}

function write(response: ServerResponse, status: number, text: Buffer, isHead = false): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': text.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(isHead ? undefined : text);
}
