/** Stamps follow the wall clock, never go back, and advance while the wall clock is behind. */
import { expect, test } from 'vitest';
import { StampClock } from '../../src/runtime/clock.ts';

const START_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;

/** A machine whose two clocks the test moves. */
function machine(after = 0) {
  let [wallMs, monotonicMs] = [START_MS, 500];
  const warnings: string[] = [];
  const sources = { wallMs: () => Math.floor(wallMs), monotonicMs: () => monotonicMs };
  const clock = new StampClock({ after, warn: (text) => warnings.push(text), sources });
  return {
    clock,
    warnings,
    pass: (ms: number) => {
      wallMs += ms;
      monotonicMs += ms;
    },
    stepWall: (ms: number) => void (wallMs += ms),
  };
}

test('between two milliseconds of the wall clock, stamps count microseconds', () => {
  const { clock, pass } = machine();
  const first = clock.now();
  expect(first).toBe(START_MS * 1_000);
  pass(0.25);
  expect(clock.now()).toBe(first + 250);
  pass(10);
  expect(clock.now()).toBe(first + 10_250);
});

test('a caller that has read the monotonic clock gives its time', () => {
  const { clock, pass } = machine();
  const first = clock.now(500);
  pass(0.25);
  expect(clock.now(500.125)).toBe(first + 125);
  expect(clock.now()).toBe(first + 250);
});

test('after a suspend of eight hours, the next stamp is eight hours later', () => {
  const { clock, stepWall, warnings } = machine();
  clock.now();
  stepWall(8 * HOUR_MS);
  expect(clock.now()).toBe((START_MS + 8 * HOUR_MS) * 1_000);
  expect(clock.driftMicros).toBe(0);
  expect(warnings).toEqual([
    'the system clock moved forward by 28800.0 s, as after a suspend: stamps follow it',
  ]);
});

test('after a step back, stamps advance with elapsed time; the drift is reported', () => {
  const { clock, stepWall, pass, warnings } = machine();
  const before = clock.now();
  stepWall(-3 * HOUR_MS);
  const after = clock.now();
  expect(after).toBe(before);
  pass(60_000);
  expect(clock.now() - after).toBeGreaterThan(59_900_000);
  expect(clock.now() - after).toBeLessThanOrEqual(60_000_000);
  expect(clock.driftMicros / 3.6e9).toBeCloseTo(3, 4);
  stepWall(3 * HOUR_MS);
  expect(clock.now()).toBe((START_MS + 60_000) * 1_000);
  expect(clock.driftMicros).toBe(0);
  expect(warnings.map((text) => /moved (back|forward) by [\d.]+/.exec(text)?.[0])).toEqual([
    'moved back by 10800.0',
    'moved forward by 10800.0',
  ]);
});

test('a session whose newest event is three hours ahead of the clock continues with distinct stamps', () => {
  const newest = (START_MS + 3 * HOUR_MS) * 1_000;
  const { clock, pass, warnings } = machine(newest);
  expect(warnings[0]).toContain('10800.0 s behind the newest event');
  const stamps = Array.from({ length: 5 }, () => {
    pass(1);
    return clock.now();
  });
  expect(new Set(stamps).size).toBe(5);
  expect(stamps[0]).toBeGreaterThan(newest);
});

test('a small correction by NTP is followed without a warning, and stamps never go back', () => {
  const { clock, stepWall, pass, warnings } = machine();
  let newest = clock.now();
  stepWall(-20);
  for (let step = 0; step < 60_000; step += 1) {
    pass(1);
    const stamp = clock.now();
    expect(stamp).toBeGreaterThanOrEqual(newest);
    newest = stamp;
  }
  expect(clock.driftMicros).toBe(0);
  expect(Math.abs(newest - (START_MS - 20 + 60_000) * 1_000)).toBeLessThan(1_000);
  expect(warnings).toEqual([]);
});
