/** The order of tasks in virtual time. */
import { expect, test } from 'vitest';
import { Timetable, type Task } from '../../src/quick-pit/timetable.ts';

function tableOf(...tasks: readonly (readonly [name: string, atMs: number])[]) {
  const timetable = new Timetable();
  const done: string[] = [];
  const planned = tasks.map(([name, atMs]): Task => ({ atMs, run: () => void done.push(name) }));
  for (const task of planned) timetable.plan(task);
  const runUntil = (ms: number) => {
    while (timetable.runNext(ms));
    return done;
  };
  return { timetable, planned, runUntil };
}

test('tasks run by time, and those of one time in the order of planning', () => {
  const { timetable, runUntil } = tableOf(['late', 9], ['a', 5], ['b', 5], ['early', 1], ['c', 5]);
  expect(timetable.nextMs).toBe(1);
  expect(runUntil(4)).toEqual(['early']);
  expect(runUntil(5)).toEqual(['early', 'a', 'b', 'c']);
  expect(runUntil(9)).toEqual(['early', 'a', 'b', 'c', 'late']);
  expect(timetable.nextMs).toBe(Infinity);
});

test('a cancelled task does not run, and to cancel one that has run changes nothing', () => {
  const { timetable, planned, runUntil } = tableOf(['a', 1], ['b', 2], ['c', 3]);
  const [first, second] = planned as [Task, Task];
  expect(runUntil(1)).toEqual(['a']);
  timetable.cancel(first);
  timetable.cancel(second);
  expect(runUntil(3)).toEqual(['a', 'c']);
});
