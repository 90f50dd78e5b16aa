/** A client's session with the gateway: one for each connection. */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Account } from '../../engine/index.ts';
import type { Inlet } from '../../net/intake.ts';
import type { RateLimit } from '../../net/rate-limit.ts';
import type { Outbox } from '../../net/turn.ts';
import type { RequestForms } from './request-forms.ts';
import type { Stranger } from './stranger.ts';

export interface ClientSession {
  readonly socket: WebSocket;
  readonly connection: Socket;
  readonly inlet: Inlet;
  readonly outbox: Outbox;
  readonly rate: RateLimit;
  /** Limit of the bytes that it sends after the login. */
  readonly byteRate: RateLimit;
  /** Forms of its requests. */
  readonly forms: RequestForms;
  /** Limits before the login. Null after it. */
  stranger: Stranger | null;
  account: Account | null;
  failedLogins: number;
  cancelOnDisconnect: boolean;
}
