/**
 * Each type of fact has a number, which the log keeps beside the fact. Code that handles every fact uses it in place of
 * the field `type`: facts have more than twenty shapes, and V8 searches for a field of objects of so many shapes.
 */
import type { EngineEvent } from '../event.ts';

export type FactType = EngineEvent['type'];
export type FactKind = number & { readonly brand: 'FactKind' };

/** The compiler rejects this list unless it has all types. */
const TYPES = Object.keys({
  trade: true,
  fill: true,
  order_accepted: true,
  order_amended: true,
  order_canceled: true,
  order_rejected: true,
  order_triggered: true,
  order_update: true,
  book_update: true,
  position_update: true,
  mark_price: true,
  auction_update: true,
  index_price: true,
  index_set: true,
  market_state: true,
  phase_set: true,
  liquidation: true,
  funding: true,
  funding_rate: true,
  cancel_all_done: true,
  margin_set: true,
  account_opened: true,
} satisfies Readonly<Record<FactType, true>>) as FactType[];

const KINDS = Object.fromEntries(TYPES.map((type, index) => [type, index])) as Record<FactType, FactKind>;

export function kindOf(type: FactType): FactKind {
  return KINDS[type];
}

/** A value for each kind of fact, at its number. */
export function byKind<Value>(valueOf: (type: FactType) => Value): readonly Value[] {
  return TYPES.map(valueOf);
}
