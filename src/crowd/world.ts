/** The view and the state that all traders of the crowd share. */
import type { Side } from '../contract/orders.ts';
import type { Flow } from './flow.ts';
import type { Scale } from './scale.ts';
import type { FairSource } from './stepped-path.ts';
import type { Watch } from './watch.ts';

/** The best bid and ask, in ticks and in basis points. */
export interface Touch {
  readonly bidTicks: number;
  readonly askTicks: number;
  readonly bid: number;
  readonly ask: number;
}

export interface World {
  /** Seconds since the crowd began. */
  readonly now: number;
  /** Undefined while a side is empty. */
  readonly touch: Touch | undefined;
  /** The best price of a side, in ticks. */
  best(side: Side): number | undefined;
  readonly scale: Scale;
  readonly fair: FairSource;
  readonly flow: Flow;
  readonly watch: Watch;
  /** Sizes of resting orders, in times the usual. */
  readonly depth: number;
  /** Makers quote again from this moment on, seconds since the crowd began. */
  readonly awayUntil: number;
  /** @param listener called after each trade */
  onTrade(listener: () => void): void;
  /** @param seconds from now */
  after(seconds: number, task: () => void): void;
}

/** Plans its own first turn. */
export interface CrowdTrader {
  start(): void;
}

export function opposite(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}

/** Away from the mid: down for bids, up for asks. */
export function outward(side: Side): -1 | 1 {
  return side === 'buy' ? -1 : 1;
}
