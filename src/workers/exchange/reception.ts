/**
 * The order gateway's port from its opening until the exchange has recovered.
 *
 * 1. A client that sends anything gets `RECOVERING` and is closed with 1013, so that it connects again later.
 * 2. A client that has sent nothing yet waits until the gateway takes it over. One that sends endless control frames or
 *    fragments is closed, because reading them would delay the recovery.
 */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { parseRequest, type Reply } from '../../contract/orders.ts';
import { CLOSE } from '../../contract/protocol.ts';
import { expel } from '../../net/dismiss.ts';
import { fewBytes } from '../../net/rate-limit.ts';

type Accept = (socket: WebSocket, connection: Socket) => void;

const REASON = 'The exchange is recovering its session; connect again in a moment.';

export class Reception {
  readonly #waiting = new Map<WebSocket, () => void>();
  /** Function of the gateway that accepts connections. Null: the exchange is recovering. */
  #accept: Accept | null = null;

  get isRecovering(): boolean {
    return this.#accept === null;
  }

  receive(socket: WebSocket, connection: Socket): void {
    if (this.#accept !== null) return this.#accept(socket, connection);
    const onMessage = (data: unknown): void => this.#refuse(socket, data as Buffer);
    const onClose = (): void => void this.#waiting.delete(socket);
    const bytes = fewBytes();
    const onData = (chunk: Buffer): void => {
      if (bytes.charge(performance.now(), chunk.length) || !this.#waiting.delete(socket)) return;
      expel(socket, CLOSE.policyViolation, 'too much data before the login');
    };
    socket.on('message', onMessage);
    socket.on('close', onClose);
    connection.on('data', onData);
    this.#waiting.set(socket, () => {
      connection.off('data', onData);
      socket.off('message', onMessage);
      socket.off('close', onClose);
      this.#accept?.(socket, connection);
    });
  }

  /** Opens the gateway after the recovery. */
  open(accept: Accept): void {
    this.#accept = accept;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const admit of waiting) admit();
  }

  #refuse(socket: WebSocket, frame: Buffer): void {
    if (!this.#waiting.delete(socket)) return;
    const parsed = parseRequest(frame.toString('utf8'));
    const requestId = parsed.ok ? parsed.request.requestId : parsed.requestId;
    const reply: Reply = {
      type: 'error',
      code: 'RECOVERING',
      reason: REASON,
      ...(requestId !== undefined && { requestId }),
    };
    socket.send(JSON.stringify(reply));
    expel(socket, CLOSE.tryAgainLater, 'RECOVERING');
  }
}
