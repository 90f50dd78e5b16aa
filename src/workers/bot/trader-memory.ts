/** The counts and data of a trader that the strategy's next version receives. */
import type { Trade } from '../../contract/events.ts';
import type { Context, EndedOrder } from '../../contract/strategy.ts';
import type { CandlesMemory } from './candles.ts';
import type { OwnProfitMemory } from './own-profit.ts';

/** Totals since the start of the bot. */
export interface Tally {
  /** Number of orders sent to the exchange. */
  readonly orders: number;
  readonly fills: number;
  /** Number of rejections by the exchange and by the bot's own checks. */
  readonly rejects: number;
  readonly rejectsByCode: Readonly<Record<string, number>>;
}

/** Everything that the next version of the strategy takes over unchanged. */
export interface TraderMemory {
  /** Position of the replica in the stream. */
  readonly epoch: string | undefined;
  readonly seq: number;
  readonly trades: readonly Trade[];
  /** Candles by symbol. */
  readonly candles: ReadonlyMap<string, CandlesMemory>;
  readonly fills: Context['fills'];
  readonly ended: readonly EndedOrder[];
  readonly tally: Tally;
  /** Profit. Undefined before the welcome. */
  readonly profit: OwnProfitMemory | undefined;
}
