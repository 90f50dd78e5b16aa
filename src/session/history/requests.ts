/**
 * Answers HTTP requests for the history, in a process that keeps one.
 *
 * 1. Clients take turns to use the processor (fair-turns.ts).
 * 2. At most UNREAD_BYTES_MAX of answers wait for a client to read them. Beyond that the client gets 429, and after
 *    UNREAD_MS an answer is cut off. When the answers of all clients exceed ALL_UNREAD_BYTES_MAX, the oldest answer of
 *    the client with the most unread bytes is cut off. Many addresses can therefore not fill the memory, and a client
 *    that reads gets its answers.
 * 3. A request waits up to PATIENCE_MS until the past has been read.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HistoryPath } from '../../contract/history.ts';
import { FairTurns } from '../../net/fair-turns.ts';
import { clientOf } from '../../net/pass-on.ts';
import type { Logger } from '../../runtime/log.ts';
import { errorReply, historyPath, type Reply } from './answers.ts';

const PATIENCE_MS = 10_000;
const UNREAD_BYTES_MAX = 64 * 1_024 * 1_024;
const ALL_UNREAD_BYTES_MAX = 4 * UNREAD_BYTES_MAX;
const UNREAD_MS = 60_000;

/** Largest numbers of unread bytes: of each client, and of all clients together. */
interface UnreadBounds {
  readonly each: number;
  readonly all: number;
}

export interface Asking {
  /** Address of the client. */
  readonly client: string;
  /** False when the client has left or its patience has ended. */
  readonly isWanted: () => boolean;
  /** Resolves when it is the client's turn to use the processor. */
  readonly turn: () => Promise<void>;
}

/** @param path null: there is no such path */
type Answer = (path: HistoryPath | null, query: URLSearchParams, asking: Asking) => Promise<Reply>;

export function historyRequests(
  answer: Answer,
  log: Logger,
  unread: UnreadBounds = { each: UNREAD_BYTES_MAX, all: ALL_UNREAD_BYTES_MAX },
) {
  const turns = new FairTurns();
  const answers = new Answers(unread);
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
      answer(historyPath(pathname), searchParams, { client, isWanted, turn }),
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

/** The answer, or `RECOVERING` when it is not ready in time. */
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

/** Answer that its client has not read. */
interface UnreadAnswer {
  readonly bytes: number;
  readonly response: ServerResponse;
}

/** Unread answers of a client, oldest first. */
interface Unread {
  readonly answers: Set<UnreadAnswer>;
  bytes: number;
}

/** Unread answers of all clients. A client can exceed its limit by one answer. */
class Answers {
  readonly #bounds: UnreadBounds;
  readonly #unread = new Map<string, Unread>();
  #bytes = 0;

  constructor(bounds: UnreadBounds) {
    this.#bounds = bounds;
  }

  isFull(client: string): boolean {
    return (this.#unread.get(client)?.bytes ?? 0) >= this.#bounds.each;
  }

  send(client: string, { method }: IncomingMessage, response: ServerResponse, reply: Reply): void {
    // The client has left, so nothing would end the count.
    if (response.destroyed) return;
    if (this.isFull(client)) return write(response, 429, textOf(TOO_MANY));
    const text = textOf(reply);
    const answer = { bytes: text.length, response };
    this.#add(client, answer);
    const cut = setTimeout(() => response.destroy(), UNREAD_MS);
    response.once('close', () => {
      clearTimeout(cut);
      this.#delete(client, answer);
    });
    write(response, reply.status, text, method === 'HEAD');
  }

  #add(client: string, answer: UnreadAnswer): void {
    const unread = this.#unread.get(client) ?? { answers: new Set(), bytes: 0 };
    this.#unread.set(client, unread);
    unread.answers.add(answer);
    unread.bytes += answer.bytes;
    this.#bytes += answer.bytes;
    while (this.#bytes > this.#bounds.all) this.#cutOffOldest();
  }

  #cutOffOldest(): void {
    const [most] = [...this.#unread].toSorted(([, one], [, other]) => other.bytes - one.bytes);
    if (most === undefined) return;
    const [client, { answers }] = most;
    const [oldest] = answers;
    if (oldest === undefined) return;
    oldest.response.destroy();
    this.#delete(client, oldest);
  }

  #delete(client: string, answer: UnreadAnswer): void {
    const unread = this.#unread.get(client);
    // The answer has already been cut off.
    if (unread === undefined || !unread.answers.delete(answer)) return;
    unread.bytes -= answer.bytes;
    this.#bytes -= answer.bytes;
    if (unread.answers.size === 0) this.#unread.delete(client);
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
