/** What a trader counts and keeps, and passes on to the strategy's next version. */
import type { Trade } from '../../contract/events.ts';
import type { Context, EndedOrder } from '../../contract/strategy.ts';
import type { CandlesMemory } from './candles.ts';
import type { OwnProfitMemory } from './own-profit.ts';

/** Totals since the bot began. */
export interface Tally {
  /** Orders sent to the exchange. */
  readonly orders: number;
  readonly fills: number;
  /** Refusals by the exchange and by the bot's own checks. */
  readonly rejects: number;
  readonly rejectsByCode: Readonly<Record<string, number>>;
}

/** Everything that the next version of the strategy finds as this one left it. */
export interface TraderMemory {
  /** The replica's place in the stream. */
  readonly epoch: string | undefined;
  readonly seq: number;
  readonly trades: readonly Trade[];
  /** By symbol. */
  readonly candles: ReadonlyMap<string, CandlesMemory>;
  readonly fills: Context['fills'];
  readonly ended: readonly EndedOrder[];
  readonly tally: Tally;
  /** Undefined before the welcome. */
  readonly profit: OwnProfitMemory | undefined;
}
