import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { Guard } from '../../../src/workers/bot/guard.ts';
import { limitLines } from '../../../src/workers/bot/limit-lines.ts';
import { Schedule } from '../../../src/workers/bot/schedule.ts';
import { seededRandom, seedOf } from '../../../src/contract/seeded-random.ts';

let time: number;
let lines: string[];
let warnings: string[];
let reasons: string[];
let guard: Guard;

beforeEach(() => {
  time = 0;
  lines = [];
  warnings = [];
  reasons = [];
  const error = (text: string) => void lines.push(text);
  guard = new Guard(new Map(), {
    log: { debug: () => {}, info: () => {}, warn: (text) => void warnings.push(text), error },
    now: () => time,
    onGiveUp: (reason) => void reasons.push(reason),
    onActivity: () => {},
  });
});

function fail(): void {
  guard.call('onFill', () => {
    throw new Error('bad luck');
  });
}

test('passes on the result of a callback', () => {
  expect(guard.call('onFill', () => 5)).toBe(5);
  expect(lines).toEqual([]);
});

test('three errors within a second are too many, and are reported once', () => {
  for (const at of [0, 500, 1_000, 1_100]) {
    time = at;
    fail();
  }
  expect(lines).toHaveLength(4);
  expect(reasons).toEqual(['3 errors within a second, the last one: onFill failed: Error: bad luck']);
  expect(guard.hasGivenUp).toBe(true);
});

test('rare errors are only reported', () => {
  for (const at of [0, 600, 1_200, 1_800]) {
    time = at;
    fail();
  }
  expect(lines).toHaveLength(4);
  expect(guard.hasGivenUp).toBe(false);
});

test('a promise is not a result', () => {
  expect(guard.ask('nextOrder', () => Promise.resolve([]))).toBeUndefined();
  expect(lines[0]).toContain('nextOrder returned a promise; it must answer at once, so it cannot be async');
});

test('intents of an async callback are not sent, which is reported once', async () => {
  const order = { type: 'place', side: 'buy', quantity: 1 };
  for (let call = 0; call < 2; call += 1) expect(guard.call('onTimer', async () => [order])).toBeUndefined();
  expect(guard.call('onFill', async () => {})).toBeUndefined();
  await setImmediate();
  expect(warnings).toEqual([
    'onTimer is async, so what it returned was not sent; keep it in a field, and let nextOrder return it',
  ]);
  expect(lines).toEqual([]);
});

test('a rejected promise is an error like any other', async () => {
  guard.call('onFill', () => Promise.reject(new Error('later')));
  await setImmediate();
  expect(lines).toEqual(['onFill failed: Error: later']);
});

test('changes within one turn of the event loop cause one run', async () => {
  let runs = 0;
  const schedule = new Schedule({}, { nextOrder: () => (runs += 1), onTimer: () => {} });
  schedule.changed();
  await setImmediate();
  expect(runs).toBe(0);
  schedule.start();
  schedule.changed();
  schedule.changed();
  await setImmediate();
  expect(runs).toBe(1);
  schedule.changed();
  schedule.stop();
  schedule.changed();
  await setImmediate();
  expect(runs).toBe(1);
});

test('a schedule that was stopped with a pending run can run again', async () => {
  let runs = 0;
  const schedule = new Schedule({}, { nextOrder: () => (runs += 1), onTimer: () => {} });
  schedule.start();
  schedule.stop();
  schedule.start();
  await setImmediate();
  expect(runs).toBe(1);
});

test('lines beyond the limit are counted', () => {
  const limited = limitLines(
    (text) => void lines.push(text),
    2,
    () => time,
  );
  for (const text of ['a', 'b', 'c', 'd']) limited(text);
  time = 1_000;
  limited('e');
  expect(lines).toEqual(['a', 'b', '(2 lines more within a second)', 'e']);
});

test('the same seed gives the same numbers, evenly spread', () => {
  const draw = (seed: number) => Array.from({ length: 10_000 }, seededRandom(seed));
  const numbers = draw(seedOf('maker'));
  expect(draw(seedOf('maker'))).toEqual(numbers);
  expect(draw(seedOf('maker-2'))).not.toEqual(numbers);
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const count = numbers.filter((number) => Math.floor(number * 10) === tenth).length;
    expect(count).toBeGreaterThan(880);
    expect(count).toBeLessThan(1_120);
  }
});
