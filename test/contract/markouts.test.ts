/** Each markout is that of the newest mid price at or before its moment, whatever the horizon. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MARKOUT_SECONDS, Markouts, type MarkedFill } from '../../src/contract/markouts.ts';

const SECOND = 1_000_000;
const RUNS = 500;

/** Mid price after the events of a time. Undefined: a side of the book is empty. */
type Look = readonly [seconds: number, mid: number | undefined];
/** Markouts after 1, 10 and 60 seconds. Null: unknown. */
type Marks = (number | null)[];

interface Story {
  /** Mid price before the first fill. */
  readonly before?: number | undefined;
  readonly fills: readonly MarkedFill[];
  /** Looks in the order of time. A fill comes before the look of its own time. */
  readonly looks: readonly Look[];
  readonly endSeconds: number;
}

const buy = (price: number): MarkedFill => ({ side: 'buy', time: 0, price });
const sell = (price: number): MarkedFill => ({ side: 'sell', time: 0, price });

function marked({ before, fills, looks, endSeconds }: Story): readonly Marks[] {
  const marks = fills.map((): Marks => MARKOUT_SECONDS.map(() => null));
  const markouts = new Markouts<MarkedFill>(before, (fill, horizon, perUnit) => {
    const own = marks[fills.indexOf(fill)];
    expect(own?.[horizon]).toBe(null);
    if (own !== undefined) own[horizon] = perUnit;
  });
  const waiting = [...fills];
  for (const [seconds, mid] of looks) {
    for (let next = waiting[0]; next !== undefined && next.time <= seconds * SECOND; next = waiting[0]) {
      markouts.filled(next);
      waiting.shift();
    }
    markouts.look(seconds * SECOND, mid);
  }
  markouts.end(endSeconds * SECOND);
  return marks;
}

/** The mid price moves between the horizons. */
const MOVES: Omit<Story, 'fills'> = {
  looks: [
    [0, 101],
    [0.9, 103],
    [9, 98],
    [70, 200],
  ],
  endSeconds: 70,
};

const SCENARIOS: readonly (readonly [what: string, fill: MarkedFill, story: Omit<Story, 'fills'>, Marks])[] =
  [
    ['a buy gains what the mid price is above its price', buy(100), MOVES, [3, -2, -2]],
    ['a sell gains what the mid price is below its price', sell(100), MOVES, [-3, 2, 2]],
    [
      'a mid price of exactly that moment counts, one of a microsecond later does not',
      buy(100),
      {
        looks: [
          [0, 101],
          [1, 102],
          [10.000_001, 103],
          [60, 104],
          [61, 105],
        ],
        endSeconds: 61,
      },
      [2, 2, 4],
    ],
    [
      'of several mid prices at one moment the last one counts',
      buy(100),
      {
        looks: [
          [0, 101],
          [1, 102],
          [1, 103],
          [2, 104],
        ],
        endSeconds: 2,
      },
      [3, null, null],
    ],
    [
      'a side that is empty at each moment, and whose mid price returns soon after, leaves the last one',
      buy(100),
      {
        looks: [
          [0, 101],
          [0.5, undefined],
          [1.000_4, 107],
          [9, undefined],
          [10.000_4, 108],
          [59, undefined],
          [60.000_4, 109],
        ],
        endSeconds: 70,
      },
      [1, 7, 8],
    ],
    [
      'a side that stays empty for longer than all horizons leaves the last one',
      buy(100),
      {
        looks: [
          [0, 101],
          [0.5, undefined],
          [65.5, 107],
        ],
        endSeconds: 80,
      },
      [1, 1, 1],
    ],
    [
      'a side that never fills again leaves the last one',
      sell(100),
      {
        looks: [
          [0, 101],
          [0.5, undefined],
        ],
        endSeconds: 60,
      },
      [-1, -1, -1],
    ],
    [
      'a fill that empties the book has the mid price before it',
      buy(100),
      {
        before: 99,
        looks: [
          [0, undefined],
          [65, 107],
        ],
        endSeconds: 80,
      },
      [-1, -1, -1],
    ],
    [
      'without a mid price so far, a markout is unknown, even when one comes a moment later',
      buy(100),
      {
        looks: [
          [0, undefined],
          [1.000_4, 107],
          [80, 109],
        ],
        endSeconds: 80,
      },
      [null, 7, 7],
    ],
    [
      'without any mid price, no markout is known',
      buy(100),
      { looks: [[0, undefined]], endSeconds: 80 },
      [null, null, null],
    ],
    [
      'a record that ends at a moment has its markout, and none of later moments',
      buy(100),
      {
        looks: [
          [0, 101],
          [0.5, undefined],
        ],
        endSeconds: 10,
      },
      [1, 1, null],
    ],
    [
      'a record that ends a microsecond before a moment has not',
      buy(100),
      {
        looks: [
          [0, 101],
          [9, 102],
        ],
        endSeconds: 9.999_999,
      },
      [1, null, null],
    ],
    [
      'a record that ends with the fill has none',
      buy(100),
      { looks: [[0, 101]], endSeconds: 0 },
      [null, null, null],
    ],
  ];

test.each(SCENARIOS)('%s', (_, fill, story, marks) => {
  expect(marked({ ...story, fills: [fill] })).toEqual([marks]);
});

/** The rule word by word, with a search through all looks for each cell. */
function searched({ before, fills, looks, endSeconds }: Story): readonly Marks[] {
  return fills.map(({ time, side, price }) =>
    MARKOUT_SECONDS.map((horizon) => {
      const moment = time / SECOND + horizon;
      if (moment > endSeconds) return null;
      const mids = looks.filter(([seconds]) => seconds <= moment).map(([, mid]) => mid);
      const mid = [before, ...mids].findLast((one) => one !== undefined);
      if (mid === undefined) return null;
      return side === 'buy' ? mid - price : price - mid;
    }),
  );
}

const stories = fc
  .record({
    before: fc.option(fc.integer({ min: 90, max: 110 }), { nil: undefined }),
    steps: fc.array(
      fc.record({
        waitSeconds: fc.constantFrom(0, 0, 1, 1, 2, 5, 9, 10, 50, 60, 61),
        mid: fc.option(fc.integer({ min: 90, max: 110 }), { nil: undefined, freq: 2 }),
        fills: fc.array(
          fc.record({ side: fc.constantFrom('buy', 'sell'), price: fc.integer({ min: 90, max: 110 }) }),
          {
            maxLength: 2,
          },
        ),
      }),
      { maxLength: 40 },
    ),
    restSeconds: fc.constantFrom(0, 1, 9, 10, 60, 100),
  })
  .map(({ before, steps, restSeconds }): Story => {
    let seconds = 0;
    const looks: Look[] = [];
    const fills: MarkedFill[] = [];
    for (const { waitSeconds, mid, fills: made } of steps) {
      seconds += waitSeconds;
      fills.push(...made.map((one) => ({ ...one, time: seconds * SECOND })));
      looks.push([seconds, mid]);
    }
    return { before, fills, looks, endSeconds: seconds + restSeconds };
  });

test('any fills in any book have the markouts that a search through all mid prices finds', () => {
  fc.assert(
    fc.property(stories, (story) => {
      expect(marked(story)).toEqual(searched(story));
    }),
    { seed: 7, numRuns: RUNS },
  );
});

test('fills beyond the bound take the places of the oldest, which get no markout', () => {
  const [waitingMax, surplus] = [100_000, 3];
  const marks = MARKOUT_SECONDS.map((): number[] => []);
  const markouts = new Markouts<MarkedFill>(1, (fill, horizon) => marks[horizon]?.push(fill.price));
  for (let price = 0; price < waitingMax + surplus; price += 1) markouts.filled(buy(price));
  markouts.end(60 * SECOND);
  for (const prices of marks) {
    expect(prices).toHaveLength(waitingMax);
    expect(prices[0]).toBe(surplus);
  }
});
