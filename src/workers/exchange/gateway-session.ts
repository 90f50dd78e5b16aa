/** Types of the gateway: its options, and one session for each connection. */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Doorkeeper } from '../../config/accounts-file.ts';
import type { ExchangeSetup } from '../../config/exchange-config.ts';
import type { Account, EngineState } from '../../engine/index.ts';
import type { Inlet } from '../../net/intake.ts';
import type { RateLimit } from '../../net/rate-limit.ts';
import type { Outbox } from '../../net/turn.ts';
import type { Wire } from '../../session/events/wire.ts';
import type { LiveOrderLimits } from './live-order-limits.ts';
import type { Stranger } from './stranger.ts';

interface GatewayLimits extends LiveOrderLimits {
  /** Requests per second, and at once, on one connection. 0: no limit. */
  readonly rateLimit: number;
  /** Number of accounts that one address may open in an hour. 0: no limit. */
  readonly accountsPerAddress: number;
}

export interface GatewayOptions {
  readonly state: EngineState;
  readonly wire: Wire;
  readonly setup: ExchangeSetup;
  readonly epoch: string;
  readonly limits: GatewayLimits;
  readonly seq: () => number;
  /** Called before the replies of a turn leave the process. */
  readonly commit: () => void;
  readonly doorkeeper: Doorkeeper;
}

export interface GatewaySession {
  readonly socket: WebSocket;
  readonly connection: Socket;
  readonly inlet: Inlet;
  readonly outbox: Outbox;
  readonly rate: RateLimit;
  /** Limit of the bytes that it sends after the login. */
  readonly byteRate: RateLimit;
  /** Limits before the login. Null after it. */
  stranger: Stranger | null;
  account: Account | null;
  failedLogins: number;
  cancelOnDisconnect: boolean;
}
