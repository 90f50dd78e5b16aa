/**
 * The recipients of each fact. The compiler rejects a fact that neither list has, except for `account_opened`. Frequent
 * facts stand first, because the exchange asks for the audience of every fact.
 */
import { byKind, type FactKind, type Facts } from '../../engine/index.ts';

/** True when the fact is for everybody. */
export function isPublic(fact: Facts.EngineEvent): fact is Facts.PublicEvent {
  switch (fact.type) {
    case 'book_update':
    case 'position_update':
    case 'trade':
    case 'mark_price':
    case 'order_update':
    case 'auction_update':
    case 'index_price':
    case 'market_state':
    case 'liquidation':
    case 'funding':
    case 'funding_rate':
      return true;
    default:
      return isNotPublic(fact);
  }
}

/** True when the fact is for one account only. */
export function isPrivate(fact: Facts.EngineEvent): fact is Facts.PrivateEvent {
  switch (fact.type) {
    case 'order_accepted':
    case 'fill':
    case 'order_canceled':
    case 'order_rejected':
    case 'order_amended':
    case 'order_triggered':
    case 'cancel_all_done':
    case 'margin_set':
    case 'index_set':
    case 'phase_set':
      return true;
    default:
      return isNotPrivate(fact);
  }
}

const PUBLIC_KINDS = byKind((type) => isPublic({ type } as Facts.EngineEvent));
const PRIVATE_KINDS = byKind((type) => isPrivate({ type } as Facts.EngineEvent));

/** `isPublic` for a caller that knows the kind of the fact. */
export function isPublicKind(kind: FactKind): boolean {
  return PUBLIC_KINDS[kind] === true;
}

/** `isPrivate` for a caller that knows the kind of the fact. */
export function isPrivateKind(kind: FactKind): boolean {
  return PRIVATE_KINDS[kind] === true;
}

/** The compiler rejects a call with a public fact, so `isPublic` lists them all. */
function isNotPublic(_fact: Facts.AccountOpened | Facts.PrivateEvent): false {
  return false;
}

/** The compiler rejects a call with a private fact, so `isPrivate` lists them all. */
function isNotPrivate(_fact: Facts.AccountOpened | Facts.PublicEvent): false {
  return false;
}
