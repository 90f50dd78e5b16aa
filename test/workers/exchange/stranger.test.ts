/** The limits before the login. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Stranger } from '../../../src/workers/exchange/stranger.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function stranger() {
  const expelled: string[] = [];
  return { expelled, stranger: new Stranger((reason) => expelled.push(reason)) };
}

test('a connection without a login is closed after 10 s', () => {
  const { expelled } = stranger();
  vi.advanceTimersByTime(9_999);
  expect(expelled).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(expelled).toEqual(['no login within 10 s']);
});

test('a login ends the deadline', () => {
  const { expelled, stranger: one } = stranger();
  one.end();
  vi.advanceTimersByTime(20_000);
  expect(expelled).toEqual([]);
});

test('the eighth error closes the connection', () => {
  const { expelled, stranger: one } = stranger();
  for (let n = 0; n < 7; n += 1) one.failed();
  expect(expelled).toEqual([]);
  one.failed();
  expect(expelled).toEqual(['too many errors before the login']);
});

test('more than 64 KiB before the login close the connection', () => {
  const { expelled, stranger: one } = stranger();
  one.charge(64 * 1_024);
  expect(expelled).toEqual([]);
  one.charge(1_024);
  expect(expelled).toEqual(['too much data before the login']);
});
