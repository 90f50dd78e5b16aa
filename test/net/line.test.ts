import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Line, type InLine } from '../../src/net/line.ts';

interface Waiter extends InLine<Waiter> {
  readonly name: number;
}

const waiter = (name: number): Waiter => ({ name, line: null, before: null, behind: null });

type Step = readonly [act: 'push' | 'remove' | 'shift', name: number];

test('a line is a set in the order of arrival', () => {
  const step = fc.tuple(fc.constantFrom('push', 'remove', 'shift'), fc.nat(5)) as fc.Arbitrary<Step>;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const all: readonly Step[] = [...steps, ...Array.from({ length: 7 }, () => ['shift', 0] as const)];
      expect(resultsOfLine(all)).toEqual(resultsOfSet(all));
    }),
  );
});

function resultsOfLine(steps: readonly Step[]): readonly unknown[] {
  const waiters = Array.from({ length: 6 }, (_, name) => waiter(name));
  const line = new Line<Waiter>();
  const acts = {
    push: (member: Waiter) => line.push(member),
    remove: (member: Waiter) => line.remove(member),
    shift: () => line.shift()?.name,
  };
  return steps.map(([act, name]) => [acts[act](waiters[name] as Waiter), line.isEmpty]);
}

function resultsOfSet(steps: readonly Step[]): readonly unknown[] {
  const set = new Set<number>();
  const acts = {
    push: (name: number) => void set.add(name),
    remove: (name: number) => set.delete(name),
    shift: () => {
      const [first] = set;
      set.delete(first ?? NaN);
      return first;
    },
  };
  return steps.map(([act, name]) => [acts[act](name), set.size === 0]);
}

test('an object waits in one line at a time', () => {
  const [one, other, object] = [new Line<Waiter>(), new Line<Waiter>(), waiter(1)];
  one.push(object);
  expect(() => other.push(object)).toThrow('two lines');
  expect(other.remove(object)).toBe(false);
  expect(one.shift()).toBe(object);
  other.push(object);
  expect(other.shift()).toBe(object);
});

test('an object that has left its line refers to no other', () => {
  const [line, objects] = [new Line<Waiter>(), [1, 2, 3].map(waiter)];
  for (const object of objects) line.push(object);
  for (const name of [2, 1, 3]) {
    const object = objects[name - 1] as Waiter;
    line.remove(object);
    expect(object).toEqual(waiter(name));
  }
});
