/** Rule L6: the accounts to judge when the mark price moves. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { positionOf } from '../../src/engine/index.ts';
import { MarginIndex } from '../../src/engine/margin-index.ts';
import type { Position } from '../../src/engine/state.ts';
import { TestPit } from '../support/pit.ts';

/** `count` accounts, each long 1 @100, the nth with an equity of n. */
function holders(count: number): TestPit {
  const pit = new TestPit([{ tickSize: 0.01 }], 1_000_000);
  pit.place('maker', 'sell', count, 100);
  for (let n = 1; n <= count; n += 1) {
    pit.open(`holder-${n}`, n);
    pit.place(`holder-${n}`, 'buy', 1, 100);
  }
  return pit;
}

function takeAll(index: MarginIndex, mark: number): readonly Position[] {
  const reached: Position[] = [];
  for (;;) {
    const position = index.takeReached(mark as never);
    if (position === undefined) return reached;
    reached.push(position);
  }
}

test('a mark that moves looks at nobody unless it reaches a trigger', () => {
  const pit = holders(50);
  const reachedAt = (price: number) =>
    takeAll(pit.market().marginIndex, price * 100).map(({ account }) => account.name);
  expect(reachedAt(99.6)).toEqual([]);
  // Equity 1 − 0.5 of maintenance: the first is judged from 99.50 on, the second from 98.50 on.
  expect(reachedAt(99.4)).toEqual(['holder-1']);
  expect(reachedAt(97.4)).toEqual(['holder-2', 'holder-3']);
});

describe('the index', () => {
  /** Positions of one market with only the fields that the index reads. */
  function positionsOf(all: readonly number[]): Position[] {
    const pit = new TestPit();
    const accounts = all.map((_, n) => pit.open(`a${n}`));
    return accounts.map((account, n) => Object.assign(positionOf(account, pit.market()), { lots: all[n] }));
  }
  const lots = fc.integer({ min: -3, max: 3 }).filter((n) => n !== 0);
  const slack = fc.integer({ min: 0, max: 200_000_000 });
  const action = fc.record({ nth: fc.nat(30), slack, isRemoval: fc.boolean() });

  test('takes out exactly the positions that a price reaches, after any insertions and removals', () => {
    fc.assert(
      fc.property(
        fc.array(lots, { minLength: 1, maxLength: 30 }),
        fc.array(action, { size: 'max', maxLength: 100 }),
        fc.integer({ min: 1, max: 300 }),
        (all, actions, mark) => {
          const index = new MarginIndex();
          const positions = positionsOf(all);
          const inside = new Set<Position>();
          for (const { nth, slack, isRemoval } of actions) {
            const position = positions[nth % positions.length] as Position;
            const { lots } = position;
            if (isRemoval) position.lots = 0 as typeof lots;
            index.put(position, slack);
            position.lots = lots;
            if (isRemoval) inside.delete(position);
            else inside.add(position);
          }
          expect(index.size).toBe(inside.size);
          const reached = [...inside].filter(({ lots, trigger }) =>
            lots > 0 ? mark <= trigger : mark >= trigger,
          );
          const names = (taken: readonly Position[]) => taken.map(({ account }) => account.name).toSorted();
          expect(names(takeAll(index, mark))).toEqual(names(reached));
          expect(index.size).toBe(inside.size - reached.length);
        },
      ),
      { numRuns: 200, seed: 6 },
    );
  });
});
