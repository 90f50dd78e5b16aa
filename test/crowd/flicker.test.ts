/** One lot that alternates between the sides of the spread makes the mid jump, but nobody more afraid. */
import { expect, test } from 'vitest';
import type { MarketEvent } from '../../src/contract/events.ts';
import type { Side } from '../../src/contract/orders.ts';
import { rosterOf } from '../../src/crowd/index.ts';
import { QuickPit } from '../../src/quick-pit/quick-pit.ts';

const MS_PER_SECOND = 1_000;
const SECONDS = 120;
const NAME = 'flicker';
const MAKER = /^crowd\.maker-/;

/** Follows the best quotes of the crowd's makers. */
class Quotes {
  readonly #orders = new Map<number, { readonly side: Side; readonly price: number }>();

  observed(events: readonly MarketEvent[]): void {
    for (const event of events) {
      if (event.type !== 'order_update' || !MAKER.test(event.account)) continue;
      if (event.quantity === 0) this.#orders.delete(event.orderId);
      else this.#orders.set(event.orderId, event);
    }
  }

  get spread(): number {
    const prices = (of: Side) =>
      [...this.#orders.values()].flatMap(({ side, price }) => (side === of ? price : []));
    return Math.min(...prices('sell')) - Math.max(...prices('buy'));
  }
}

/** The makers' mean spread while an account shows a lot inside the spread, at each whole second on the other side. */
function meanSpread(isFlickering: boolean): number {
  const outsiders = [{ name: NAME, deposit: 100_000 }];
  const pit = new QuickPit([], 1, rosterOf(40), { outsiders, isWholeStream: true });
  const quotes = new Quotes();
  pit.onEvents = (events) => quotes.observed(events);
  pit.run(30.9 * MS_PER_SECOND, MS_PER_SECOND, () => {});
  let sum = 0;
  for (let second = 0; second < SECONDS; second += 1) {
    if (isFlickering) showLot(pit, second);
    pit.run(0.2 * MS_PER_SECOND, MS_PER_SECOND, () => {});
    pit.request(NAME, { type: 'cancel_all' });
    pit.run(0.8 * MS_PER_SECOND, MS_PER_SECOND, () => {});
    sum += quotes.spread;
  }
  return sum / SECONDS;
}

function showLot(pit: QuickPit, turn: number): void {
  const { bids, asks, instrument } = pit.market;
  const side = turn % 2 === 0 ? 'buy' : 'sell';
  const [opposite] = side === 'buy' ? asks : bids;
  if (opposite === undefined) return;
  pit.request(NAME, {
    type: 'place_order',
    clientOrderId: `lot-${turn}`,
    symbol: instrument.symbol,
    side,
    orderType: 'limit',
    quantity: instrument.lotSize,
    price: opposite[0] + (side === 'buy' ? -1 : 1) * instrument.tickSize,
    postOnly: true,
  });
}

test('a flickering lot does not widen the spread of the makers', () => {
  expect(meanSpread(true) / meanSpread(false)).toBeLessThan(1.5);
});
