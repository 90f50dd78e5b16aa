/** Timers of the lab do what Node's do, in the pit's time. */
import { beforeEach, expect, test } from 'vitest';
import { Timetable } from '../../src/quick-pit/timetable.ts';
import { VirtualTimers } from '../../src/lab/virtual-timers.ts';

let nowMs: number;
let tasks: Timetable;
let timers: VirtualTimers;
let fired: number[];

beforeEach(() => {
  nowMs = 0;
  fired = [];
  tasks = new Timetable();
  timers = new VirtualTimers(() => nowMs);
  timers.begin();
});

function open(): void {
  timers.attach((atMs, run) => {
    const task = { atMs, run };
    tasks.plan(task);
    return () => tasks.cancel(task);
  });
}

function runUntil(ms: number): void {
  while (tasks.nextMs <= ms) {
    nowMs = tasks.nextMs;
    tasks.runNext(nowMs);
  }
  nowMs = ms;
}

const set = (ms: unknown, repeats = false) =>
  timers.set({ run: () => void fired.push(nowMs), args: [], ms, repeats });

test('refresh begins the time again, while it waits and after it has fired', () => {
  open();
  const timer = set(100);
  runUntil(60);
  expect(timer.refresh()).toBe(timer);
  runUntil(300);
  expect(fired).toEqual([160]);
  timer.refresh();
  runUntil(1_000);
  expect(fired).toEqual([160, 400]);
});

test('refresh of an interval moves its next time, and one of a closed timer does nothing', () => {
  open();
  const timer = set(100, true);
  runUntil(250);
  timer.refresh();
  runUntil(460);
  expect(fired).toEqual([100, 200, 350, 450]);
  timer.close();
  timer.refresh();
  runUntil(1_000);
  expect(fired).toHaveLength(4);
});

test('a timer that is refreshed or cleared while the file loads fires once or not at all', () => {
  set(100).refresh();
  timers.clear(set(50));
  open();
  runUntil(1_000);
  expect(fired).toEqual([100]);
});

test('its number, as a number or as text, clears it; of an unknown one nothing happens', () => {
  open();
  const [one, two] = [set(10), set(20)];
  timers.clear(Number(one));
  timers.clear(`${Number(two)}`);
  for (const nothing of [99, '99', null, undefined, {}, 'x']) timers.clear(nothing);
  runUntil(100);
  expect(fired).toEqual([]);
  expect(Number(one)).toBe(Number(one));
});

test('numbers begin again in each run', () => {
  expect(Number(set(10))).toBe(1);
  timers.begin();
  expect(Number(set(10))).toBe(1);
});

test('ref, unref and hasRef', () => {
  const timer = set(10);
  expect(timer.hasRef()).toBe(true);
  expect(timer.unref().hasRef()).toBe(false);
  expect(timer.ref().hasRef()).toBe(true);
});

test('a time that is no number, below 1 ms or above the largest is 1 ms', () => {
  open();
  for (const ms of [undefined, Number.NaN, 'soon', -5, 0, 2 ** 31, Infinity]) set(ms);
  set('30');
  runUntil(100);
  expect(fired).toEqual([1, 1, 1, 1, 1, 1, 1, 30]);
});

test('it has every method of Node’s timers', () => {
  const real = setTimeout(() => {}, 0);
  clearTimeout(real);
  const prototype = Object.getPrototypeOf(real) as object;
  const isForText = (name: string | symbol) => String(name) === 'Symbol(nodejs.util.inspect.custom)';
  const names = Reflect.ownKeys(prototype).filter((name) => !isForText(name));
  expect(names.filter((name) => !Reflect.has(set(1), name))).toEqual([]);
});
