import { expect, test } from 'vitest';
import { FeedMeter, LatencyMeter, SAMPLES_MAX, UNANSWERED_MAX } from '../../../src/workers/bot/latency.ts';

function measured(latenciesMs: readonly number[]): LatencyMeter {
  const meter = new LatencyMeter();
  latenciesMs.forEach((ms, index) => {
    meter.sent(`r${index}`, 1_000);
    meter.answered(`r${index}`, 1_000 + ms);
  });
  return meter;
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test.each([
  [[], undefined],
  [[2.5], { ackP50Ms: 2.5, ackP99Ms: 2.5 }],
  [[3, 1, 2], { ackP50Ms: 2, ackP99Ms: 3 }],
  [upTo(100), { ackP50Ms: 50, ackP99Ms: 99 }],
  [upTo(1_000).reverse(), { ackP50Ms: 500, ackP99Ms: 990 }],
  [[0.123_456], { ackP50Ms: 0.123, ackP99Ms: 0.123 }],
])('of %j', (latenciesMs, latency) => {
  expect(measured(latenciesMs).latency).toEqual(latency);
});

test('only the most recent replies count', () => {
  const slow = Array.from({ length: SAMPLES_MAX }, () => 900);
  const meter = measured([...slow, ...slow.map(() => 1)]);
  expect(meter.latency).toEqual({ ackP50Ms: 1, ackP99Ms: 1 });
});

test('a reply counts once; a reply without a request does not count', () => {
  const meter = measured([4]);
  meter.answered('r0', 9_000);
  meter.answered('other', 9_000);
  expect(meter.latency).toEqual({ ackP50Ms: 4, ackP99Ms: 4 });
});

test('requests on a lost connection are forgotten', () => {
  const meter = new LatencyMeter();
  meter.sent('1', 0);
  meter.forget();
  meter.answered('1', 60_000);
  expect(meter.latency).toBeUndefined();
});

test('the oldest requests without a reply are dropped', () => {
  const meter = new LatencyMeter();
  for (let id = 0; id <= UNANSWERED_MAX; id += 1) meter.sent(String(id), id);
  meter.answered('0', 50_000);
  expect(meter.latency).toBeUndefined();
  meter.answered('1', 11);
  expect(meter.latency).toEqual({ ackP50Ms: 10, ackP99Ms: 10 });
});

test('the feed: from the time stamp to the arrival, by the clock of the exchange', () => {
  const meter = new FeedMeter();
  meter.arrived(1_000_000, 3);
  expect(meter.latency).toBeUndefined();
  // The exchange's clock read 5,000 ms in the middle of a round trip of 2 ms that ended at 101 ms: it is 4,900 ms ahead.
  meter.clockRead(5_000_000, 2, 101);
  meter.arrived(5_010_000, 112.5);
  expect(meter.latency).toEqual({ feedP50Ms: 2.5, feedP99Ms: 2.5 });
  meter.arrived(5_020_000, 119);
  expect(meter.latency).toEqual({ feedP50Ms: 0, feedP99Ms: 2.5 });
});
