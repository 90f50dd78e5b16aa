import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentMids } from '../../src/contract/recent-mids.ts';

const KEPT = 5;
const changes = fc.array(
  fc.record({ wait: fc.integer({ min: 0, max: 2 }), mid: fc.integer({ min: 1, max: 3 }) }),
  { maxLength: 40 },
);

test('each moment has the newest mid price at or before it, or none where it is forgotten', () => {
  fc.assert(
    fc.property(changes, (steps) => {
      const recent = new RecentMids(KEPT);
      const looks: (readonly [time: number, mid: number])[] = [];
      let time = 0;
      for (const { wait, mid } of steps) {
        time += wait;
        looks.push([time, mid]);
        recent.add(time, mid);
      }
      const oldestKept = looks[Math.max(looks.length - KEPT, 0)]?.[0] ?? 0;
      for (let moment = -1; moment <= time + 1; moment += 0.5) {
        const expected = looks.findLast(([at]) => at <= moment)?.[1];
        const found = recent.at(moment);
        expect(moment >= oldestKept ? [expected] : [expected, undefined]).toContain(found);
      }
    }),
    { seed: 7, numRuns: 500 },
  );
});

test('it forgets old changes', () => {
  const recent = new RecentMids(KEPT);
  for (let time = 0; time < 100; time += 1) recent.add(time, time);
  expect(recent.at(89)).toBeUndefined();
  expect(recent.at(95)).toBe(95);
});
