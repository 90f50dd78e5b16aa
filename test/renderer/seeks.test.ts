import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Seeks } from '../../src/renderer/playback/seeks.ts';

let sent: number[];
let seeks: Seeks;
beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  seeks = new Seeks((time) => sent.push(time));
});
afterEach(() => void vi.useRealTimers());

test('the first seek is sent at once, then the newest target of each interval', () => {
  for (let time = 0; time < 10; time += 1) {
    seeks.to(time);
    vi.advanceTimersByTime(50);
  }
  vi.advanceTimersByTime(1_000);
  expect(sent).toEqual([0, 2, 4, 7, 9]);
  expect(vi.getTimerCount()).toBe(0);
});

test('while a seek is under way, the newest target waits', () => {
  seeks.to(1);
  seeks.noteUnderWay(true);
  seeks.to(2);
  seeks.to(3);
  vi.advanceTimersByTime(1_000);
  expect(sent).toEqual([1]);
  seeks.noteUnderWay(false);
  vi.advanceTimersByTime(120);
  expect(sent).toEqual([1, 3]);
});

test('after the end, also during a seek, no timer runs, so nothing is sent', () => {
  seeks.to(1);
  seeks.noteUnderWay(true);
  seeks.to(2);
  seeks.end();
  expect(vi.getTimerCount()).toBe(0);
  expect(sent).toEqual([1]);
});
