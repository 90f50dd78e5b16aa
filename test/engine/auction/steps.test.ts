/** The number of steps of a command in an auction. It does not depend on orders that the command has no use for. */
import { expect, test, vi } from 'vitest';
import type { TimeMicros } from '../../../src/contract/units.ts';
import { perform, type PlaceOrder } from '../../../src/engine/index.ts';
import { only, TestPit } from '../../support/pit.ts';

/** Places the last order again on other terms, without the invariants, which read everything. */
function placeOnly(pit: TestPit, terms: Partial<PlaceOrder>): void {
  const { command, time } = pit.record.at(-1) as { command: PlaceOrder; time: TimeMicros };
  perform(pit.state, { ...command, clientOrderId: 'last', ...terms }, time);
}

/** A crossed auction: nobody else's order stands between the sells of `me` from 201 upwards and a buy at 1,000. */
function auction(ownSells: number): TestPit {
  const pit = new TestPit([{ referencePrice: 200 }]);
  pit.setPhase('auction');
  for (let index = 0; index < ownSells; index += 1) pit.place('me', 'sell', 1, 201 + (index % 50));
  return pit;
}

test.each([
  ['cancel_incoming', 1],
  ['cancel_both', 1],
  ['decrement', 3],
] as const)(
  'H5 an order with %s makes objects of the own orders that it meets, and of no others',
  (mode, met) => {
    const pit = auction(300);
    const made = vi.spyOn(pit.state.orderRecords, 'at');
    placeOnly(pit, { side: 'buy', quantity: met as never, price: 1_000 as never, selfTradePrevention: mode });
    expect(made.mock.results.length).toBeLessThanOrEqual(met);
  },
);

test('H5 an order meets its owner’s best price first, within a price the oldest', () => {
  const pit = new TestPit();
  pit.setPhase('auction');
  const sells = [103, 101, 102, 101, 105, 102];
  sells.forEach((price, index) => pit.place('me', 'sell', 1, price, { id: `${price} ${index}` }));
  const met = only(pit.place('me', 'buy', 9, 103), 'order_canceled');
  expect(met.map(({ clientOrderId }) => clientOrderId)).toEqual([
    '101 1',
    '101 3',
    '102 2',
    '102 5',
    '103 0',
  ]);
});

test('H6 the indicative price does not visit the levels that do not cross', () => {
  const visits = [10, 300].map((levels) => {
    const pit = new TestPit([{ referencePrice: 201, tickSize: 0.01 }]);
    pit.setPhase('auction');
    for (let level = 1; level <= levels; level += 1) {
      pit.place('other', 'buy', 1, 200 - level / 100);
      pit.place('another', 'sell', 1, 202 + level / 100);
    }
    pit.place('x', 'buy', 5, 201);
    pit.place('y', 'sell', 5, 201);
    const read = vi.spyOn(pit.market().book, 'rank');
    placeOnly(pit, { clientOrderId: 'z' });
    return read.mock.calls.length;
  });
  expect(visits[1]).toBe(visits[0]);
});

test('H8 an uncrossing finds its price a few times, however many pairs would trade twice', () => {
  const visits = [20, 80].map((pairs) => {
    const pit = new TestPit([{ referencePrice: 200 }]);
    pit.setPhase('auction');
    for (let pair = 0; pair < pairs; pair += 1) {
      pit.place('me', 'sell', 1, 190, { id: `first ${pair}` });
      pit.place('me', 'sell', 1, 195, { id: `second ${pair}`, oco: `first ${pair}` });
    }
    pit.place('other', 'buy', pairs + 1, 200);
    const read = vi.spyOn(pit.state.orderRecords, 'at');
    const { command, time } = pit.record.at(-1) as { command: PlaceOrder; time: TimeMicros };
    const { account, instrument } = command;
    perform(pit.state, { type: 'set_phase', account, instrument, action: 'resume' }, time);
    return read.mock.calls.length / pairs;
  });
  expect(visits[1]).toBeLessThan(2 * (visits[0] as number));
});
