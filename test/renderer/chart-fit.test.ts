/** What the chart shares out by its width: the length of candles, and the triangles of fills. */
import { expect, test } from 'vitest';
import { autoInterval } from '../../src/renderer/chart/auto-interval.ts';
import { groupFills } from '../../src/renderer/chart/market-marks.ts';
import { mostBars } from '../../src/renderer/chart/chart-options.ts';
import { fittingInterval } from '../../src/renderer/feed/bars.ts';

/** Candles of a session of so many seconds. */
const countOf = (session: number) => (seconds: number) => Math.ceil(session / seconds);

test.each([
  ['two minutes at 2,560 pixels', 120, 1_500, 1],
  ['ten minutes there', 600, 1_500, 5],
  ['ten minutes in a narrow chart', 600, 520, 15],
  ['an hour', 3_600, 1_000, 60],
  ['a month', 30 * 86_400, 1_000, 3_600],
  ['no candle yet', 0, 1_000, 1],
  ['no candle yet in a chart that is narrower than its axis', 0, 40, 1],
])('the candles are the shortest that fit: %s', (_, session, width, seconds) => {
  expect(fittingInterval(countOf(session), mostBars(width))).toBe(seconds);
});

test.each([
  ['waits for the past', null, { fitting: undefined }, null],
  ['shows ten live candles without it', null, { fitting: undefined, isWaitOver: true }, 1],
  ['keeps its choice while another past may arrive', 60, { fitting: undefined, isWaitOver: true }, 60],
  ['chooses when the past has arrived', null, { fitting: 60 }, 60],
  ['chooses again when the candles no longer fit', 1, { fitting: 5 }, 5],
  ['leaves a chart alone that the user has scrolled back', 1, { fitting: 5, isFollowing: false }, 1],
  ['chooses for a chart without candles', null, { fitting: 5, isFollowing: false }, 5],
] as const)('Auto %s', (_, kept, candles, length) => {
  expect(autoInterval(kept, { isWaitOver: false, isFollowing: true, ...candles })).toBe(length);
});

test('fills of one side that are near in time share a triangle at their average price', () => {
  const fill = (time: number, price: number, side: 'buy' | 'sell', quantity = 1) => ({
    time,
    price,
    side,
    quantity,
  });
  const fills = [
    fill(0, 100, 'buy'),
    fill(4, 104, 'buy', 3),
    fill(5, 90, 'sell'),
    fill(20, 100, 'buy'),
    fill(900, 1, 'buy'),
  ];
  const groups = groupFills(fills, { from: 0, to: 100, microsPerPixel: 1 });
  expect(groups).toEqual([fill(3, 103, 'buy', 4), fill(5, 90, 'sell'), fill(20, 100, 'buy')]);
});
