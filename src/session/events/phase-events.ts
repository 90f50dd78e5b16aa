/** The phases of a market and its auctions, from facts to messages. */
import type { AuctionUpdate, MarketState } from '../../contract/events.ts';
import type { InstrumentSpec } from '../../contract/index.ts';
import { fromUnits } from '../../contract/units.ts';
import type { Facts } from '../../engine/index.ts';
import type { Stamp } from './wire.ts';

/** Undefined fields are left out of the JSON. */
export function marketState(
  { symbol }: InstrumentSpec,
  { phase, cause, until }: Pick<Facts.MarketState, 'phase' | 'cause' | 'until'>,
  { seq, time }: Stamp,
): MarketState {
  return { type: 'market_state', seq, time, symbol, phase, cause, until: until ?? undefined };
}

export function auctionUpdate(
  spec: InstrumentSpec,
  fact: Omit<Facts.AuctionUpdate, 'type' | 'instrument'>,
  { seq, time }: Stamp,
): AuctionUpdate {
  return {
    type: 'auction_update',
    seq,
    time,
    symbol: spec.symbol,
    price: fact.price === null ? null : fromUnits(spec.priceGrid, fact.price),
    quantity: fromUnits(spec.quantityGrid, fact.quantity),
    imbalance: fromUnits(spec.quantityGrid, fact.imbalance),
    side: fact.side,
  };
}
