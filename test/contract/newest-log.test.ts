/** The newest items stay, each once and in order, whenever they arrive. */
import { expect, test } from 'vitest';
import { NewestLog } from '../../src/contract/newest-log.ts';

interface Item {
  readonly at: number;
  readonly name: string;
}

const item = (at: number, name = String(at)): Item => ({ at, name });
const log = (max: number) =>
  new NewestLog<Item>(
    max,
    ({ at }) => at,
    ({ name }) => name,
  );

test('older items take their places, and a known one is replaced', () => {
  const items = log(10);
  for (const at of [5, 7]) items.push(item(at));
  items.merge([item(6), item(3), item(8, '5')]);
  expect(items.all).toEqual([item(3), item(6), item(7), item(8, '5')]);
});

test('a merge keeps no more than the bound, and the newest', () => {
  const items = log(3);
  items.merge([9, 1, 5, 3, 7].map((at) => item(at)));
  expect(items.all.map(({ at }) => at)).toEqual([5, 7, 9]);
});

test('pushes exceed the bound by half at most', () => {
  const items = log(4);
  for (let at = 1; at <= 100; at += 1) {
    items.push(item(at));
    expect(items.all.length).toBeLessThanOrEqual(6);
    expect(items.all.at(-1)).toEqual(item(at));
    expect(items.all.length).toBeGreaterThanOrEqual(Math.min(at, 4));
  }
});
