import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pace } from '../../src/renderer/chart/pace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function paced() {
  const done: number[] = [];
  const pace = new Pace(250);
  return { done, pace, run: (value: number, isUrgent = false) => pace.run(() => done.push(value), isUrgent) };
}

test('the first work is done at once, then with a call of each period', () => {
  const { done, run } = paced();
  for (let call = 0; call < 10; call += 1) {
    run(call);
    vi.advanceTimersByTime(100);
  }
  expect(done).toEqual([0, 3, 6, 9]);
});

test('the newest work is done once after the last call', () => {
  const { done, run } = paced();
  for (let call = 0; call < 3; call += 1) run(call);
  vi.advanceTimersByTime(499);
  expect(done).toEqual([0]);
  vi.advanceTimersByTime(10_000);
  expect(done).toEqual([0, 2]);
});

test('a call after a long pause does not wait', () => {
  const { done, run } = paced();
  run(0);
  vi.advanceTimersByTime(2_000);
  run(1);
  expect(done).toEqual([0, 1]);
});

test('urgent work is done at once and replaces what waits', () => {
  const { done, run } = paced();
  run(0);
  run(1);
  run(2, true);
  expect(done).toEqual([0, 2]);
  vi.advanceTimersByTime(1_000);
  expect(done).toEqual([0, 2]);
});

test('nothing is done after the end', () => {
  const { done, pace, run } = paced();
  run(0);
  run(1);
  pace.end();
  vi.advanceTimersByTime(1_000);
  expect(done).toEqual([0]);
});
