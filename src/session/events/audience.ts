/** The recipients of each fact. */
import type { Facts } from '../../engine/index.ts';

/** True when the fact is for everybody. */
export function isPublic(fact: Facts.EngineEvent): fact is Facts.PublicEvent {
  switch (fact.type) {
    case 'trade':
    case 'order_update':
    case 'book_update':
    case 'auction_update':
    case 'mark_price':
    case 'index_price':
    case 'market_state':
    case 'position_update':
    case 'liquidation':
    case 'funding':
    case 'funding_rate':
      return true;
    default:
      return isNever(fact);
  }
}

/** True when the fact is for one account only. */
export function isPrivate(fact: Facts.EngineEvent): fact is Facts.PrivateEvent {
  return fact.type !== 'account_opened' && !isPublic(fact);
}

/** The compiler rejects a call with a public fact, so `isPublic` lists them all. */
function isNever(_fact: Facts.AccountOpened | Facts.PrivateEvent): false {
  return false;
}
