import { describe, expect, test } from 'vitest';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';
import { Market } from '../../src/contract/market.ts';
import { nextSymbol } from '../../src/renderer/feed/next-symbol.ts';
import { rowsInSight } from '../../src/renderer/ladder/book-sight.ts';
import { LadderAnchor, middleOf } from '../../src/renderer/ladder/ladder-anchor.ts';
import { ladderRows, stepLevels, type StepBook } from '../../src/renderer/ladder/ladder-rows.ts';
import { GROUPINGS, nextGrouping, PriceSteps } from '../../src/renderer/ladder/price-steps.ts';

describe('steps of the price', () => {
  const steps = (ticks: number) => new PriceSteps(0.5, ticks);
  const asks = [
    [100.5, 0.1],
    [101, 0.2],
    [101.5, 0.3],
    [104, 1],
  ] as const;
  const summed = (side: 'bid' | 'ask', levels: readonly (readonly [number, number])[], ticks: number) =>
    stepLevels(levels, side, steps(ticks), 0.1, 9).map(({ step, quantity }) => [
      steps(ticks).priceOf(step),
      quantity,
    ]);

  test('asks go up to their edge, bids down, and quantities add up exactly', () => {
    expect(summed('ask', asks, 2)).toEqual([
      [101, 0.3],
      [102, 0.3],
      [104, 1],
    ]);
    const bids = asks.map(([price, quantity]) => [200.5 - price, quantity] as const);
    expect(summed('bid', bids, 10)).toEqual([
      [100, 0.1],
      [95, 1.5],
    ]);
  });

  test('one tick gives the book itself, and the count counts steps', () => {
    expect(summed('ask', asks, 1)).toEqual(asks);
    expect(stepLevels(asks, 'ask', steps(2), 0.1, 1)).toEqual([{ step: 101, quantity: 0.3 }]);
  });

  test.each([
    [0.00001, 0.00001, 10, 'bid', 0],
    [0.00001, 0.00001, 10, 'ask', 0.0001],
    [10_000_000, 0.00001, 1_000, 'ask', 10_000_000],
    [10_000_000.00001, 0.00001, 1_000, 'ask', 10_000_000.01],
    [0.3, 0.1, 1, 'bid', 0.3],
  ] as const)(
    '%d with ticks of %d is in the step of %d, as a %s, at %d',
    (price, tick, ticks, side, wanted) => {
      const found = new PriceSteps(tick, ticks);
      expect(found.priceOf(found.of(price, side))).toBe(wanted);
    },
  );

  test('groupings go from ×1 to ×1000 and stay there', () => {
    expect([GROUPINGS[0], GROUPINGS.at(-1)]).toEqual([1, 1_000]);
    expect([nextGrouping(1, 1), nextGrouping(1, -1), nextGrouping(1_000, 1), nextGrouping(10, -1)]).toEqual([
      2, 1, 1_000, 5,
    ]);
  });
});

/** `ask 12: 3` for a level, `12` for an empty step, `(40)` for a gap of 40. */
function drawn(book: StepBook, window: Partial<Parameters<typeof ladderRows>[1]> = {}) {
  const { rows, shift } = ladderRows(book, { anchor: 10, rows: 7, shift: 0, gapMax: 3, ...window });
  const text = rows.map(({ step, gap, bid, ask }) => {
    if (gap > 0) return `(${gap})`;
    return [bid > 0 ? `bid ${bid}` : '', step, ask > 0 ? `ask ${ask}` : ''].join(' ').trim();
  });
  return { text, shift, zones: rows.map(({ zone }) => zone), sums: rows.map(({ cumulative }) => cumulative) };
}

const level = (step: number, quantity = 1) => ({ step, quantity });

describe('the rows of the ladder', () => {
  test('every step has a row, empty ones too, and sums grow away from the best price', () => {
    const { text, zones, sums } = drawn({
      bids: [level(9, 2), level(7, 4)],
      asks: [level(11, 1), level(13, 3)],
    });
    expect(text).toEqual(['13 ask 3', '12', '11 ask 1', '10', 'bid 2 9', '8', 'bid 4 7']);
    expect(zones).toEqual(['ask', 'ask', 'ask', 'spread', 'bid', 'bid', 'bid']);
    expect(sums).toEqual([4, 1, 1, 0, 2, 2, 6]);
  });

  test('a spread of thousands of steps is one row, and both sides stay in sight', () => {
    const { text } = drawn({ bids: [level(9, 2)], asks: [level(5_009, 1)] }, { anchor: 2_500 });
    expect(text).toEqual(['5011', '5010', '5009 ask 1', '(4999)', 'bid 2 9', '8', '7']);
  });

  test('a long run of empty steps within a side is one row too', () => {
    const { text, sums } = drawn({ bids: [level(9, 2), level(2, 4)], asks: [level(11)] });
    expect(text).toEqual(['13', '12', '11 ask 1', '10', 'bid 2 9', '(6)', 'bid 4 2']);
    expect(sums.slice(4)).toEqual([2, 2, 6]);
  });

  test('a crossed book, as in an auction, has both quantities in a row', () => {
    const { text, zones } = drawn({ bids: [level(11, 5), level(9)], asks: [level(10), level(11, 2)] });
    expect(text.slice(2, 5)).toEqual(['bid 5 11 ask 2', '10 ask 1', 'bid 1 9']);
    expect(zones.slice(1, 6)).toEqual(['ask', 'crossed', 'crossed', 'bid', 'bid']);
  });

  test('without levels, and with one side only, there are steps without an end', () => {
    const none = drawn({ bids: [], asks: [] }, { shift: 5 });
    expect([none.text, none.shift]).toEqual([['13', '12', '11', '10', '9', '8', '7'], 0]);
    const one = drawn({ bids: [], asks: [level(10)] });
    expect([one.text[3], one.zones.at(-1)]).toEqual(['10 ask 1', 'empty']);
  });

  test.each([
    ['up', 2, ['15', '14', '13 ask 3', '12', '11 ask 1', '10', 'bid 2 9'], 2],
    ['down, no further either', -5, ['10', 'bid 2 9', '8', 'bid 4 7', '6', '5', '4'], -3],
    ['not beyond the last level', 50, ['16', '15', '14', '13 ask 3', '12', '11 ask 1', '10'], 3],
  ])('scroll %s', (_, shift, text, done) => {
    const book = { bids: [level(9, 2), level(7, 4)], asks: [level(11), level(13, 3)] };
    const found = drawn(book, { shift });
    expect([found.text, found.shift]).toEqual([text, done]);
  });

  test('the ladder can be scrolled so far that only one side is in sight', () => {
    const bids = Array.from({ length: 30 }, (_, index) => level(9 - index));
    const { text } = drawn({ bids, asks: [level(11)] }, { shift: -12 });
    expect(text).toEqual(['bid 1 1', 'bid 1 0', ...[-1, -2, -3, -4, -5].map((step) => `bid 1 ${step}`)]);
  });

  test('any height and shift gives exactly the rows that fit, in order, without a step twice', () => {
    const bids = [9, 8, 3, -40, -41].map((step) => level(step));
    const asks = [14, 15, 60, 61].map((step) => level(step));
    for (let rows = 1; rows < 30; rows += 1) {
      for (let shift = -90; shift < 90; shift += 7) {
        const found = ladderRows({ bids, asks }, { anchor: 11, rows, shift, gapMax: 4 }).rows;
        expect(found).toHaveLength(rows);
        const places = found.map(({ step }) => step);
        expect(new Set(places).size).toBe(rows);
        expect(places).toEqual(places.toSorted((one, other) => other - one));
      }
    }
  });
});

describe('the middle of the ladder', () => {
  const at = (anchor: LadderAnchor, middle: number, isHeld = false, key = 'A 1') =>
    anchor.at({ key, middle, rows: 40, isHeld });

  test('is between the best prices, else at the only one, else at the last price', () => {
    expect(middleOf({ bids: [level(9)], asks: [level(13)] }, 5)).toBe(11);
    expect(middleOf({ bids: [], asks: [level(13)] }, 5)).toBe(13);
    expect(middleOf({ bids: [], asks: [] }, 5)).toBe(5);
  });

  test('stays while the market moves a little, and follows when it moves far', () => {
    const anchor = new LadderAnchor();
    expect([at(anchor, 100), at(anchor, 104), at(anchor, 95), at(anchor, 106)]).toEqual([100, 100, 100, 106]);
    expect(at(anchor, 107, false, 'A 2')).toBe(107);
  });

  test('stays while the reader has scrolled away, and returns', () => {
    const anchor = new LadderAnchor();
    expect([at(anchor, 100), at(anchor, 300, true), at(anchor, 301)]).toEqual([100, 100, 301]);
  });
});

test.each([
  [1, [3, 2, 1], 0],
  [10, [20, 10, 0], 7],
])('with %d ticks to a row, the lowest row is %j: no price is below 0', (ticks, lowest, quantity) => {
  const instrument = { ...DEFAULT_INSTRUMENT, tickSize: 1 };
  const market = new Market(instrument);
  const bids: [number, number][] = quantity === 0 ? [] : [[3, quantity]];
  const stamp = { seq: 1, time: 1, symbol: instrument.symbol, snapshot: true };
  market.apply({ type: 'book_update', ...stamp, bids, asks: [[30, 1]] });
  const steps = new PriceSteps(1, ticks);
  const { rows } = rowsInSight(market, { steps, rows: 90, wanted: 0, anchor: new LadderAnchor() });
  expect(rows.slice(-3).map(({ step }) => steps.priceOf(step))).toEqual(lowest);
});

test('prices stay in their rows while the best prices move a little', () => {
  const market = new Market(DEFAULT_INSTRUMENT);
  const stamp = { seq: 1, time: 1, symbol: DEFAULT_INSTRUMENT.symbol };
  const anchor = new LadderAnchor();
  const steps = new PriceSteps(DEFAULT_INSTRUMENT.tickSize, 1);
  const quote = (bid: number) => {
    market.apply({ type: 'book_update', ...stamp, snapshot: true, bids: [[bid, 1]], asks: [[bid + 1, 1]] });
    const { rows } = rowsInSight(market, { steps, rows: 21, wanted: 0, anchor });
    return { top: rows[0]?.step, bids: rows.findIndex((row) => row.bid > 0) };
  };
  const first = quote(50_000);
  expect(quote(50_001)).toEqual({ top: first.top, bids: first.bids - 2 });
  expect(quote(50_010).bids).toBe(first.bids);
});

test('instruments wrap around', () => {
  const all = ['A', 'B', 'C'];
  expect([
    nextSymbol(all, null, 1),
    nextSymbol(all, 'C', 1),
    nextSymbol(all, 'A', -1),
    nextSymbol([], null, 1),
  ]).toEqual(['B', 'A', 'C', null]);
});
