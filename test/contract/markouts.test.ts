import { expect, test } from 'vitest';
import { Markouts } from '../../src/contract/markouts.ts';

const SECOND = 1_000_000;
const fill = (side: 'buy' | 'sell', time: number) => ({ side, time, price: 100 });

function watched() {
  const known: unknown[] = [];
  const markouts = new Markouts(({ side }, horizon, perUnit) => void known.push([side, horizon, perUnit]));
  return { known, markouts };
}

test('the mid that stood one, ten and sixty seconds after the fill decides', () => {
  const { known, markouts } = watched();
  markouts.filled(fill('buy', 0));
  markouts.filled(fill('sell', 0));
  markouts.look(0, 101);
  markouts.look(SECOND, 103);
  expect(known).toEqual([]);
  markouts.look(SECOND + 1, 90);
  expect(known).toEqual([
    ['buy', 0, 3],
    ['sell', 0, -3],
  ]);
  markouts.look(70 * SECOND, 200);
  expect(known.slice(2)).toEqual([
    ['buy', 1, -10],
    ['sell', 1, 10],
    ['buy', 2, -10],
    ['sell', 2, 10],
  ]);
});

test('while a side of the book is empty, the next mid decides', () => {
  const { known, markouts } = watched();
  markouts.filled(fill('buy', 0));
  markouts.look(0, undefined);
  markouts.look(2 * SECOND, undefined);
  markouts.look(3 * SECOND, 104);
  expect(known).toEqual([]);
  markouts.look(4 * SECOND, 50);
  expect(known).toEqual([['buy', 0, 4]]);
});
