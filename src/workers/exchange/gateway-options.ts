/** What the gateway needs from the exchange, and its limits. */
import type { Doorkeeper } from '../../config/accounts-file.ts';
import type { ExchangeSetup } from '../../config/exchange-config.ts';
import type { EngineState } from '../../engine/index.ts';
import type { Wire } from '../../session/events/wire.ts';
import type { LiveOrderLimits } from './live-order-limits.ts';

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
