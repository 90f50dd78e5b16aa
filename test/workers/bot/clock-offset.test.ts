import { expect, test } from 'vitest';
import { ClockOffset, SAMPLES_MAX } from '../../../src/workers/bot/clock-offset.ts';

const sample = (roundTripMs: number, offsetMs: number) => ({
  roundTripMs,
  receivedMs: 10_000,
  serverMicros: (10_000 - roundTripMs / 2 + offsetMs) * 1_000,
});

test('the offset is unknown before the first answer', () => {
  expect(new ClockOffset().ms).toBeUndefined();
});

test('the server stamps in the middle of the round trip', () => {
  const offset = new ClockOffset();
  offset.add(sample(40, 250));
  expect(offset.ms).toBe(250);
});

test('the sample with the shortest round trip counts, of the newest ones', () => {
  const offset = new ClockOffset();
  offset.add(sample(2, 100));
  offset.add(sample(80, 130));
  expect(offset.ms).toBe(100);
  for (let count = 0; count < SAMPLES_MAX; count += 1) offset.add(sample(50 + count, -7));
  expect(offset.ms).toBe(-7);
});
