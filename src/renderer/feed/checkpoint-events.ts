/** Recognises the events of a checkpoint, which follow its `exchange_status` at the same time. */
import type { MarketEvent } from '../../contract/events.ts';

const TYPES: ReadonlySet<MarketEvent['type']> = new Set([
  'book_orders',
  'mark_price',
  'funding_rate',
  'market_state',
  'auction_update',
  'position_update',
]);

/** True for an event that may belong to a checkpoint. Of the changes of a book, only snapshots do. */
export function isOfCheckpoint(event: MarketEvent): boolean {
  return event.type === 'book_update' ? event.snapshot : TYPES.has(event.type);
}
