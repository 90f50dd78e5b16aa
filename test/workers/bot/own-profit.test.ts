/** The markouts of a bot's fills count from the exchange's time of the fill, whenever it arrives. */
import { expect, test } from 'vitest';
import type { Fill, Welcome } from '../../../src/contract/orders.ts';
import type { BookUpdate, MarketEvent } from '../../../src/contract/events.ts';
import { PIT_INSTRUMENT } from '../../../src/contract/instrument.ts';
import { Replica } from '../../../src/contract/replica.ts';
import { Arrival } from '../../../src/workers/bot/arrival.ts';
import { OwnProfit } from '../../../src/workers/bot/own-profit.ts';

const SECOND = 1_000_000;
const [SYMBOL, PLACE] = [PIT_INSTRUMENT.symbol, { seq: 0, time: 0, epoch: 'one' }];
const STATUS = { type: 'exchange_status', ...PLACE, instruments: [PIT_INSTRUMENT] } as unknown as MarketEvent;
const WELCOME = { epoch: 'one', balance: 0, positions: [], seq: 0 } as unknown as Welcome;

function bench() {
  const replica = new Replica();
  const profit = new OwnProfit('ada', replica);
  replica.follow([STATUS], true);
  let seq = 0;
  /** Changes the book before the bot logs in. */
  const follow = (seconds: number, bids: BookUpdate['bids'], asks: BookUpdate['asks']) => {
    seq += 1;
    const place = { seq, time: seconds * SECOND, symbol: SYMBOL };
    const event: BookUpdate = { type: 'book_update', ...place, snapshot: true, bids, asks };
    replica.follow([event], false);
    return event;
  };
  const update = (...book: Parameters<typeof follow>) =>
    profit.record(new Arrival([follow(...book)], new Set(['ada'])));
  return { profit, follow, update };
}

const fill = {
  type: 'fill',
  symbol: SYMBOL,
  side: 'buy',
  price: 101,
  quantity: 2,
  time: 0,
} as unknown as Fill;

test('a fill that empties a side counts at the mid price before it', () => {
  const { profit, update } = bench();
  profit.welcomed(WELCOME);
  update(0, [[99, 1]], [[101, 2]]);
  profit.filled(fill);
  update(0, [[99, 1]], []);
  update(5, [[110, 1]], [[112, 1]]);
  update(20, [[120, 1]], [[122, 1]]);
  expect(profit.profit.markouts).toEqual([
    { seconds: 1, fills: 1, perUnit: -1, money: -2 },
    { seconds: 10, fills: 1, perUnit: 10, money: 20 },
    { seconds: 60, fills: 0, perUnit: undefined, money: 0 },
  ]);
});

test('a fill that arrives after its events counts the same', () => {
  const { profit, update } = bench();
  profit.welcomed(WELCOME);
  update(0, [[99, 1]], [[101, 2]]);
  update(0, [[99, 1]], [[103, 1]]);
  profit.filled(fill);
  update(5, [[110, 1]], [[112, 1]]);
  expect(profit.profit.markouts[0]).toEqual({ seconds: 1, fills: 1, perUnit: 0, money: 0 });
});

test('a fill that arrives seconds late has the mid prices of its own moments', () => {
  const { profit, update } = bench();
  profit.welcomed(WELCOME);
  update(0, [[99, 1]], [[101, 2]]);
  update(0.9, [[101, 1]], [[103, 2]]);
  update(1.1, [[119, 1]], [[121, 2]]);
  update(12, [[129, 1]], [[131, 2]]);
  profit.filled(fill);
  update(12.1, [[139, 1]], [[141, 2]]);
  expect(profit.profit.markouts.map(({ perUnit }) => perUnit)).toEqual([1, 19, undefined]);
});

test('a book that was there before the login counts', () => {
  const { profit, follow, update } = bench();
  follow(0, [[99, 1]], [[101, 2]]);
  profit.welcomed(WELCOME);
  profit.filled(fill);
  update(2, [[119, 1]], [[121, 2]]);
  expect(profit.profit.markouts[0]?.perUnit).toBe(-1);
});
