/** The recipients of each fact. */
import type { apply, Facts } from '../../engine/index.ts';

type Fact = ReturnType<typeof apply>[number];

export function divide(facts: readonly Fact[]) {
  const owners: Facts.PrivateEvent[] = [];
  const all: Facts.PublicEvent[] = [];
  for (const fact of facts) {
    switch (fact.type) {
      case 'account_opened':
        break;
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
        all.push(fact);
        break;
      default:
        owners.push(fact);
    }
  }
  return { owners, all };
}
