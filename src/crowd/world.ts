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
  /** Best prices of both sides. Undefined while a side is empty. */
  readonly touch: Touch | undefined;
  /** Best price of a side, in ticks. Undefined while the side is empty. */
  best(side: Side): number | undefined;
  readonly scale: Scale;
  readonly fair: FairSource;
  readonly flow: Flow;
  readonly watch: Watch;
  /** Factor on the usual sizes of resting orders. */
  readonly depth: number;
  /** Time at which makers resume quoting, in seconds since the crowd's start. */
  readonly awayUntil: number;
  /** @param listener callback after each trade */
  onTrade(listener: () => void): void;
  /** @param seconds delay from now */
  after(seconds: number, task: () => void): void;
}

/** A trader of the crowd. It plans its first turn in `start`, and each turn plans the next. */
export interface CrowdTrader {
  start(): void;
}

export function opposite(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}

/** Direction away from the mid: -1 (down) for bids, 1 (up) for asks. */
export function outward(side: Side): -1 | 1 {
  return side === 'buy' ? -1 : 1;
}
