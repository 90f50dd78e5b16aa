/**
 * Answers one request of each connection at a time, because a client may send hundreds of requests before it reads one
 * answer, and an answer may take megabytes.
 *
 * 1. The next request has its turn when the previous answer has left the process, unless that answer ends the
 *    connection.
 * 2. At most WAITING_MAX requests wait. The next one gets 503 after their answers, and the connection ends.
 * 3. Requests after that one get no answer. A connection that sends IGNORED_MAX of them is cut off.
 */
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';

export const WAITING_MAX = 32;
const IGNORED_MAX = 1_000;

type Arguments = Parameters<RequestListener>;

export function inTurn(answer: RequestListener): RequestListener {
  const queues = new WeakMap<Socket, RequestQueue>();
  return (request, response) => {
    const queue = queues.get(request.socket) ?? new RequestQueue(answer);
    queues.set(request.socket, queue);
    queue.add(request, response);
  };
}

/** Requests of one connection. */
class RequestQueue {
  readonly #answer: RequestListener;
  readonly #waiting: Arguments[] = [];
  #isAnswering = false;
  #isRefused = false;
  #ignored = 0;

  constructor(answer: RequestListener) {
    this.#answer = answer;
  }

  add(...[request, response]: Arguments): void {
    if (this.#isRefused || !request.socket.writable) {
      this.#ignored += 1;
      if (this.#ignored === IGNORED_MAX) request.socket.destroy();
    } else if (!this.#isAnswering) this.#begin(request, response);
    else if (this.#waiting.length < WAITING_MAX) this.#waiting.push([request, response]);
    else {
      this.#isRefused = true;
      response
        .writeHead(503, { Connection: 'close' })
        .end(`${WAITING_MAX} requests wait on this connection; send the next one after an answer.\n`);
    }
  }

  #begin(...[request, response]: Arguments): void {
    this.#isAnswering = true;
    response.once('close', () => this.#next());
    this.#answer(request, response);
  }

  #next(): void {
    this.#isAnswering = false;
    const next = this.#waiting.shift();
    if (next?.[0].socket.writable === true) this.#begin(...next);
  }
}
