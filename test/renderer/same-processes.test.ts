import { expect, test } from 'vitest';
import type { PitState } from '../../src/contract/pit-state.ts';
import { keepUnchanged } from '../../src/renderer/pit/same-processes.ts';

const stats = { fills: 1, rejectsByCode: { INVALID_PRICE: 1 } };
const pit = (changes: object = {}): PitState =>
  structuredClone({
    phase: 'running',
    processes: [
      { name: 'relay', kind: 'relay', phase: 'running', restarts: 0, log: ['one'] },
      { name: 'ada', kind: 'bot', phase: 'running', restarts: 0, log: ['one', 'two'], stats, ...changes },
    ],
  }) as unknown as PitState;

test('without changes the list stays the same object', () => {
  const before = pit();
  expect(keepUnchanged(before, pit()).processes).toBe(before.processes);
});

test.each([
  [{ log: ['one', 'two', 'three'] }],
  [{ log: ['one', 'too'] }],
  [{ stats: { ...stats, fills: 2 } }],
  [{ stats: { ...stats, rejectsByCode: { INVALID_PRICE: 2 } } }],
  [{ pid: 7 }],
  [{ phase: 'stopped' }],
])('%j of one process leaves the other objects unchanged', (changes) => {
  const before = pit();
  const now = pit(changes);
  const kept = keepUnchanged(before, now);
  expect(kept).toEqual(now);
  expect(kept.processes[0]).toBe(before.processes[0]);
  expect(kept.processes[1]).not.toBe(before.processes[1]);
});

test('a process that changes keeps its log while no line is added', () => {
  const before = pit();
  const kept = keepUnchanged(before, pit({ stats: { ...stats, fills: 2 } }));
  expect(kept.processes[1]?.log).toBe(before.processes[1]?.log);
});

test('a removed, an added and a renamed bot count as changes', () => {
  const before = pit();
  const [relay, ada] = pit().processes;
  if (relay === undefined || ada === undefined) throw new Error('two processes');
  expect(keepUnchanged(before, { ...pit(), processes: [ada] }).processes).toEqual([ada]);
  const renamed = { ...ada, name: 'eve' };
  const kept = keepUnchanged(before, { ...pit(), processes: [relay, renamed, ada] });
  expect(kept.processes).toEqual([relay, renamed, ada]);
  expect(kept.processes[2]).toBe(before.processes[1]);
  expect(keepUnchanged(null, pit())).toEqual(pit());
});
