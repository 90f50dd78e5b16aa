import { describe, expect, test } from 'vitest';
import { seedLevels } from '../../../src/workers/replay/lobster-book.ts';
import { parseMessage } from '../../../src/workers/replay/lobster-message.ts';

const BOOK = '5859400,200,5853300,18,5859800,300,5853000,150';

describe('seedLevels', () => {
  test.each([
    ['a new order is taken out again', '1,7,18,5853300,1', [['buy', 5_853_000, 150]]],
    [
      'a part of a level is taken out again',
      '1,7,50,5853000,1',
      [
        ['buy', 5_853_300, 18],
        ['buy', 5_853_000, 100],
      ],
    ],
    [
      'a cancel is put back',
      '2,7,50,5853000,1',
      [
        ['buy', 5_853_300, 18],
        ['buy', 5_853_000, 200],
      ],
    ],
    [
      'a level that an execution emptied is put back',
      '4,7,9,5853500,1',
      [
        ['buy', 5_853_300, 18],
        ['buy', 5_853_000, 150],
        ['buy', 5_853_500, 9],
      ],
    ],
    [
      'a hidden execution changes nothing',
      '5,0,9,5853500,1',
      [
        ['buy', 5_853_300, 18],
        ['buy', 5_853_000, 150],
      ],
    ],
  ])('%s', (_name, message, bids) => {
    const levels = seedLevels(BOOK, parseMessage(`34200,${message}`, 0));
    const rows = levels.map(({ side, price, size }) => [side, price, size]);
    expect(rows.filter(([side]) => side === 'buy')).toEqual(bids);
    expect(rows.filter(([side]) => side === 'sell')).toEqual([
      ['sell', 5_859_400, 200],
      ['sell', 5_859_800, 300],
    ]);
  });

  test('empty levels are left out', () => {
    const line = '5859400,200,5853300,18,9999999999,0,-9999999999,0';
    expect(seedLevels(line, parseMessage('34200,5,0,9,5853500,1', 0))).toHaveLength(2);
  });

  test.each([
    ['5859400,200,5853300', 'line 1: has 3 columns; a level has 4'],
    ['5859400,200,5853300,x', "line 1: 'x' is not a whole number"],
  ])('refuses %s', (line, problem) => {
    expect(() => seedLevels(line, parseMessage('34200,5,0,9,5853500,1', 0))).toThrow(problem);
  });
});
