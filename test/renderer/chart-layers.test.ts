import { describe, expect, test } from 'vitest';
import type { Trade } from '../../src/contract/events.ts';
import { paintHeat, type HeatGrid } from '../../src/renderer/chart/heat-image.ts';
import { heatScale, HeatSteps, referenceOf } from '../../src/renderer/chart/heat-scale.ts';
import {
  movedCutoffs,
  POSITION_MAX,
  positionOf,
  quantityAt,
  usualCutoffs,
} from '../../src/renderer/chart/heat-cutoffs.ts';
import { dotRadius } from '../../src/renderer/chart/market-marks.ts';
import { logicalOf, timeAt } from '../../src/renderer/chart/time-axis.ts';
import { DepthHistory } from '../../src/renderer/feed/depth-history.ts';
import { TradeHistory } from '../../src/renderer/feed/trade-history.ts';

const SECOND = 1_000_000;

describe('time axis', () => {
  const bars = [{ time: 100 }, { time: 105 }, { time: 110 }, { time: 900 }];
  test.each([
    ['the beginning of a bar is its left edge', 105, 0.5],
    ['its middle is where the bar is drawn', 107.5, 1],
    ['the axis continues before the first bar', 95, -1.5],
    ['after the last one too', 910, 4.5],
    ['a time that was left out is the end of the bar before it', 500, 2.5],
  ])('%s', (_, seconds, logical) => {
    expect(logicalOf(bars, 5, seconds * SECOND)).toBe(logical);
  });

  test.each([-3, 0, 0.25, 1.4, 2, 3.2, 7])('the time at %d converts back', (logical) => {
    expect(logicalOf(bars, 5, timeAt(bars, 5, logical))).toBeCloseTo(logical, 9);
  });
});

describe('heat scale', () => {
  test('has no colour below the low cut-off and the last one from the high cut-off', () => {
    const steps = new HeatSteps(10, 50);
    expect([0, 9.9, 50, 60].map((quantity) => steps.of(quantity))).toEqual([0, 0, 63, 63]);
    expect(steps.of(30)).toBeGreaterThan(steps.of(20));
  });

  test('goes from the first stop to the last', () => {
    const scale = heatScale(['#00000000', '#102030']);
    expect([scale[0], scale.at(-1)]).toEqual([0, 0xff302010]);
  });

  test('its bound is a round number that few levels exceed', () => {
    const quantities = Array.from({ length: 1_000 }, (_, index) => (index === 999 ? 1e9 : index % 40));
    expect(referenceOf(quantities)).toBe(50);
    expect([referenceOf([]), referenceOf([0]), referenceOf([2])]).toEqual([1, 1, 2]);
    expect(referenceOf([0.00003])).toBeCloseTo(0.00005, 12);
  });

  test('small depth has more of the scale than its share', () => {
    const steps = new HeatSteps(0, 50);
    expect([0, 50, 500].map((quantity) => steps.of(quantity))).toEqual([0, 63, 63]);
    for (let quantity = 0.01; quantity < 60; quantity += 0.37) {
      const wanted = Math.min(63, Math.round((quantity / 50) ** 0.75 * 63));
      expect(steps.of(quantity)).toBe(wanted);
    }
  });
});

/** 4 pixels of half a second, 7 rows from price 0; a # is depth, a + is its glow. */
function heatPicture(isCoarse: boolean): readonly string[] {
  const history = new DepthHistory([{ columnMs: 1_000, columns: 10 }]);
  history.record({ bids: [[1, 5]], asks: [[4, 5]], markPrice: 1 }, 0);
  history.record({ bids: [[-1, 5]], asks: [[4, 5]], markPrice: 1 }, SECOND);
  history.record({ bids: [], asks: [], markPrice: 1 }, 2 * SECOND);
  const grid: HeatGrid = {
    width: 4,
    height: 7,
    xOf: (micros) => (micros / SECOND) * 2,
    rowOf: (price) => 6 - price,
    isCoarse,
  };
  const pixels = new Uint32Array(28).fill(7);
  paintHeat(
    pixels,
    grid,
    history.segments(0, 3 * SECOND, SECOND),
    heatScale(['#00000000', '#ffffffff']),
    new HeatSteps(0, 5),
  );
  return Array.from({ length: 7 }, (_, y) =>
    Array.from(pixels.slice(y * 4, y * 4 + 4), (pixel) =>
      pixel === 0 ? '.' : pixel === 0xffffffff ? '#' : '+',
    ).join(''),
  );
}

test('a level is painted at its price and its time', () => {
  expect(heatPicture(false)).toEqual(['....', '....', '####', '....', '....', '##..', '....']);
});

test('where a row holds several prices, a level also colours the rows beside it', () => {
  expect(heatPicture(true)).toEqual(['++++', '++++', '####', '++++', '++++', '##..', '++..']);
});

test('a quantity keeps its colour when a row holds more prices', () => {
  const history = new DepthHistory([{ columnMs: 1_000, columns: 10 }]);
  history.record(
    {
      bids: [
        [1, 3],
        [0, 2],
        [-1, 1],
      ],
      asks: [],
      markPrice: 1,
    },
    0,
  );
  const scale = heatScale(['#00000000', '#ffffffff']);
  const colorAt = (pricesPerRow: number) => {
    const pixels = new Uint32Array(10);
    const grid: HeatGrid = {
      width: 1,
      height: 10,
      xOf: (micros) => micros / SECOND,
      rowOf: (price) => 5 - Math.floor(price / pricesPerRow),
      isCoarse: pricesPerRow > 1,
    };
    paintHeat(pixels, grid, history.segments(0, SECOND, SECOND), scale, new HeatSteps(0, 5));
    return pixels[grid.rowOf(1)];
  };
  expect([2, 5].map(colorAt)).toEqual([colorAt(1), colorAt(1)]);
});

describe('cut-offs', () => {
  const recorded = (quantity: number, columns: number, history = new DepthHistory()) => {
    const from = history.version;
    for (let column = from; column < from + columns; column += 1)
      history.record({ bids: [[1, quantity]], asks: [], markPrice: 1 }, column * 250_000);
    return history;
  };

  test('the usual ones come from the book and stay while it changes a little', () => {
    const history = recorded(3, 1);
    expect(usualCutoffs(history)).toEqual({ low: 0, high: 5 });
    expect(usualCutoffs(recorded(6, 100, history))).toEqual({ low: 0, high: 5 });
    expect(usualCutoffs(recorded(60, 2_400, history))).toEqual({ low: 0, high: 100 });
  });

  test('the usual ones follow the best levels, not large orders deep in the book', () => {
    const history = new DepthHistory();
    const bids = Array.from({ length: 64 }, (_, depth): [number, number] => [
      100 - depth,
      depth < 24 ? 3 : 999,
    ]);
    history.record({ bids, asks: [], markPrice: 1 }, 0);
    expect(usualCutoffs(history).high).toBe(5);
  });

  test('a slider goes from one lot up, and its ends are there', () => {
    expect([0, 20, 40].map((position) => quantityAt(position, 0.5))).toEqual([0.5, 5, 50]);
    for (const position of [20, 33, POSITION_MAX])
      expect(positionOf(quantityAt(position, 0.001), 0.001)).toBe(position);
    expect([positionOf(0, 1), positionOf(1e12, 1)]).toEqual([0, POSITION_MAX]);
  });

  test('the low one stays below the high one', () => {
    const cutoffs = { low: 2, high: 10 };
    expect(movedCutoffs('low', 0, cutoffs, 1)).toEqual({ low: 0, high: 10 });
    for (let position = 0; position <= POSITION_MAX; position += 1) {
      for (const which of ['low', 'high'] as const) {
        const { low, high } = movedCutoffs(which, position, cutoffs, 1);
        expect(low).toBeLessThan(high);
      }
    }
  });
});

test('the area of a dot is its volume, within bounds', () => {
  expect(dotRadius(25, 100) * 2).toBe(dotRadius(100, 100));
  expect(dotRadius(1e6, 100)).toBe(dotRadius(100, 100));
  expect(dotRadius(0.0001, 100)).toBe(0);
});

describe('fills of an account', () => {
  const trade = (tradeId: number, buyAccount: string, sellAccount: string, symbol = 'A'): Trade => ({
    type: 'trade',
    seq: tradeId,
    time: tradeId,
    symbol,
    tradeId,
    price: tradeId,
    quantity: 1,
    aggressor: 'buy',
    buyAccount,
    sellAccount,
    buyOrderId: 1,
    sellOrderId: 2,
    liquidation: false,
  });

  test('include both sides, newest first, as far back as the ring reaches', () => {
    const history = new TradeHistory(4);
    const parties = [
      ['ann', 'bob'],
      ['bob', 'ann'],
      ['bob', 'cy'],
      ['cy', 'ann'],
    ] as const;
    parties.forEach(([buyer, seller], index) => history.add(trade(index + 1, buyer, seller)));
    const found = (account: string, max = 9) =>
      history.fillsOf(account, 'A', max).map(({ price, side }) => `${side} ${price}`);
    expect(found('ann')).toEqual(['sell 4', 'sell 2', 'buy 1']);
    expect(found('ann', 1)).toEqual(['sell 4']);
    history.add(trade(5, 'ann', 'bob', 'B'));
    expect(found('ann')).toEqual(['sell 4', 'sell 2']);
    expect(found('nobody')).toEqual([]);
    history.clear();
    expect(found('ann')).toEqual([]);
  });
});
