import { beforeEach, expect, test } from 'vitest';
import { StatsMeter } from '../../src/pit/bot-stats.ts';

const STATUS = {
  event: 'status',
  orders: 40,
  fills: 7,
  rejects: 3,
  rejectsByCode: { INSUFFICIENT_MARGIN: 2, INVALID_PRICE: 1 },
  openOrders: 4,
  position: -0.5,
  ackP50Ms: 0.8,
  ackP99Ms: 2.1,
  feedP50Ms: 0.4,
  feedP99Ms: 1.5,
  waiting: 'INSUFFICIENT_MARGIN',
};

let meter: StatsMeter;
beforeEach(() => {
  meter = new StatsMeter();
  meter.restart(10_000);
});

test('keeps a bot’s figures', () => {
  expect(meter.stats).toBeUndefined();
  expect(meter.record(STATUS, 14_000)).toBe(true);
  const { event: _, ...said } = STATUS;
  expect(meter.stats).toEqual({ ...said, ordersPerSecond: 10 });
});

test('computes orders per second between two announcements', () => {
  const rates = [
    [0, 11_000],
    [25, 12_000],
    [25, 13_000],
    [26, 16_000],
    [90, 16_100],
    [90, 17_000],
  ].map(([orders = 0, nowMs = 0]) => {
    meter.record({ ...STATUS, orders }, nowMs);
    return meter.stats?.ordersPerSecond;
  });
  expect(rates).toEqual([0, 25, 0, 0.3, 0.3, 64]);
});

test('reports whether anything changed', () => {
  meter.record({ ...STATUS, orders: 0 }, 11_000);
  expect(meter.record({ ...STATUS, orders: 0 }, 12_000)).toBe(false);
  expect(meter.record({ ...STATUS, orders: 0, fills: 8 }, 13_000)).toBe(true);
});

test('knows the callback that has not returned, until it returns or the process ends', () => {
  const silent = (seconds: number) => ({ event: 'silent', activity: 'nextOrder', seconds });
  expect(meter.record(silent(4), 14_000)).toBe(true);
  expect(meter.silence).toEqual({ activity: 'nextOrder', seconds: 4 });
  expect(meter.record({ event: 'silent', seconds: 'long' }, 15_000)).toBe(false);
  meter.record(silent(0), 16_000);
  expect(meter.silence).toBeUndefined();
  meter.record(silent(2), 17_000);
  meter.restart(20_000);
  expect(meter.silence).toBeUndefined();
});

test('starts over with another process', () => {
  meter.record(STATUS, 14_000);
  meter.restart(20_000);
  expect(meter.stats).toBeUndefined();
  meter.record({ ...STATUS, orders: 5 }, 21_000);
  expect(meter.stats?.ordersPerSecond).toBe(5);
});

test.each([
  [{ event: 'ready' }],
  [{ ...STATUS, orders: -1 }],
  [{ ...STATUS, fills: 'many' }],
  [{ ...STATUS, rejectsByCode: { ['X'.repeat(41)]: 1 } }],
  [{ ...STATUS, rejectsByCode: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`C${i}`, 1])) }],
  [{ ...STATUS, ackP50Ms: -1 }],
])('ignores %o', (announcement) => {
  expect(meter.record(announcement, 14_000)).toBe(false);
  expect(meter.stats).toBeUndefined();
});
