/** The parts of the market that a component subscribes to. */
import type { MarketEvent } from '../../contract/events.ts';

export type Topic =
  'connection' | 'status' | 'book' | 'orders' | 'trades' | 'positions' | 'liquidations' | 'marks' | 'phases';

export const TOPIC_OF: Readonly<Record<MarketEvent['type'], Topic>> = {
  exchange_status: 'status',
  book_update: 'book',
  book_orders: 'orders',
  order_update: 'orders',
  trade: 'trades',
  position_update: 'positions',
  liquidation: 'liquidations',
  mark_price: 'marks',
  index_price: 'marks',
  funding: 'positions',
  funding_rate: 'marks',
  market_state: 'phases',
  auction_update: 'phases',
};

export const MARKET_TOPICS: readonly Topic[] = Object.values(TOPIC_OF);
