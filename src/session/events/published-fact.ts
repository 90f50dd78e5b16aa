/** Everything that the exchange publishes, in integers: the engine's facts, and those of a checkpoint. */
import type { Instrument } from '../../contract/instrument.ts';
import type { InstrumentIndex, Money } from '../../contract/units.ts';
import type { ExchangeStatus, RoomNote } from '../../contract/events.ts';
import type { Facts } from '../../engine/index.ts';

/** State of the exchange as a whole. Null: the event has no such field. */
export interface StatusFact {
  readonly type: 'exchange_status';
  readonly epoch: string;
  readonly protocol: number;
  readonly state: ExchangeStatus['state'];
  readonly instruments: readonly Instrument[];
  readonly insuranceFund: Money;
  readonly feesCollected: Money;
  readonly checkpointMs: number;
  readonly deposits: Money;
  readonly warnings: readonly string[] | null;
  readonly roomEvents: readonly RoomNote[] | null;
  readonly omittedAccounts: number | null;
  readonly omittedBalance: Money | null;
}

/** The whole book, or its best levels. */
export interface BookSnapshot extends Pick<Facts.BookUpdate, 'type' | 'instrument' | 'bids' | 'asks'> {
  readonly snapshot: true;
  /** Number of levels per side. Null: all. */
  readonly depth: number | null;
}

/** Front orders of each side, in the order in which they trade. */
export interface BookOrdersFact {
  readonly type: 'book_orders';
  readonly instrument: InstrumentIndex;
  readonly bids: readonly Facts.FrontOrder[];
  readonly asks: readonly Facts.FrontOrder[];
}

/** A fact about one market, or about one of its positions or orders. */
export type MarketFact = Facts.PublicEvent | BookSnapshot | BookOrdersFact;
export type PublishedFact = MarketFact | StatusFact;
export type FactOf<Type extends PublishedFact['type']> = Extract<PublishedFact, { readonly type: Type }>;

/** Number of an event, and its time in microseconds since the Unix epoch. */
export interface Stamp {
  readonly seq: number;
  readonly time: number;
}
