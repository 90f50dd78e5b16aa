/** The markouts of a bot's fills count from the book that the bot knows when the fill arrives. */
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
  const update = (seconds: number, bids: BookUpdate['bids'], asks: BookUpdate['asks']) => {
    seq += 1;
    const place = { seq, time: seconds * SECOND, symbol: SYMBOL };
    const event: BookUpdate = { type: 'book_update', ...place, snapshot: true, bids, asks };
    replica.follow([event], false);
    profit.record(new Arrival([event], new Set(['ada'])));
  };
  profit.welcomed(WELCOME);
  return { profit, update };
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
  update(0, [[99, 1]], [[101, 2]]);
  update(0, [[99, 1]], [[103, 1]]);
  profit.filled(fill);
  update(5, [[110, 1]], [[112, 1]]);
  expect(profit.profit.markouts[0]).toEqual({ seconds: 1, fills: 1, perUnit: 0, money: 0 });
});
