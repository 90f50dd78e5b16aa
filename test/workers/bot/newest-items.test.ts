import { expect, test, vi } from 'vitest';
import { NewestItems } from '../../../src/workers/bot/newest-items.ts';

test('the newest items stay, oldest first', () => {
  const items = new NewestItems<number>(3);
  for (let item = 1; item <= 20; item += 1) {
    items.push(() => item);
    expect(items.all).toEqual([item - 2, item - 1, item].filter((kept) => kept > 0));
  }
  items.replaceAll([1, 2, 3, 4]);
  items.push(() => 5);
  expect(items.all).toEqual([3, 4, 5]);
});

test('of a maximum of one item, nothing older is kept', () => {
  const items = new NewestItems<number>(1);
  for (let item = 1; item <= 20; item += 1) items.push(() => item);
  const slice = vi.spyOn(Array.prototype, 'slice');
  const { all } = items;
  const [list = []] = slice.mock.contexts as readonly unknown[][];
  slice.mockRestore();
  expect(all).toEqual([20]);
  expect(list.length).toBeLessThanOrEqual(2);
});

test('an item is computed when the list is first read, and once', () => {
  const items = new NewestItems<object>(2);
  const compute = vi.fn<() => object>(() => ({}));
  items.push(compute);
  expect(compute).not.toHaveBeenCalled();
  expect(items.all[0]).toBe(items.all[0]);
  expect(compute).toHaveBeenCalledOnce();
});
