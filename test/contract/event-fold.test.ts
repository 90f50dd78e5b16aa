/** Folded events lead a market to the state to which all of them lead it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventFold } from '../../src/contract/event-fold.ts';
import type { ExchangeStatus, MarketEvent } from '../../src/contract/events.ts';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { Market } from '../../src/contract/market.ts';
import { PHASES } from '../../src/contract/phases.ts';

const place = { seq: 1, time: 1, symbol: DEFAULT_INSTRUMENT.symbol };
const price = fc.integer({ min: 95, max: 105 });
type Event = Exclude<MarketEvent, ExchangeStatus>;
const event: fc.Arbitrary<Event> = fc.oneof(
  fc
    .constantFrom(...PHASES)
    .map((phase) => ({ ...place, type: 'market_state', phase, cause: 'operator' }) as const),
  fc
    .tuple(fc.option(price), fc.constantFrom('buy', 'sell', null))
    .map(
      ([at, side]) =>
        ({ ...place, type: 'auction_update', price: at, quantity: 1, imbalance: 0, side }) as const,
    ),
  price.map((at) => ({ ...place, type: 'mark_price', price: at }) as const),
  fc.tuple(fc.boolean(), price, fc.nat(2)).map(([snapshot, at, quantity]) => ({
    ...place,
    type: 'book_update' as const,
    snapshot,
    bids: [[at, quantity] as [number, number]],
    asks: [],
  })),
);

function after(events: readonly Event[]) {
  const market = new Market(DEFAULT_INSTRUMENT);
  for (const one of events) market.apply(one);
  const { state, auction, markPrice, bids, asks } = market;
  return { state, auction, markPrice, bids, asks };
}

test('for any phases, auctions, mark prices and books', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), (events) => {
      const fold = new EventFold();
      for (const one of events) fold.add(one);
      expect(after(fold.events() as readonly Event[])).toEqual(after(events));
    }),
    { numRuns: 500 },
  );
});
