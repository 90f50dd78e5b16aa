import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrange, FOLDED_PX, moved, type Choices } from '../../src/renderer/layout/arrange.ts';
import { LAYOUTS } from '../../src/renderer/layout/panels.ts';

const WIDE = LAYOUTS.wide;
const widths = (choices: Choices, total: number) => Object.fromEntries(arrange(WIDE, choices, total));

describe('the arrangement of the columns', () => {
  test('gives the chart the rest', () => {
    expect(widths({}, 1_420)).toEqual({ bots: 252, centre: 624, ladder: 264, tape: 280 });
  });

  test('keeps a chosen width, and a fold beside it', () => {
    expect(widths({ bots: { size: 300 }, ladder: { size: 330, folded: true } }, 1_420)).toEqual({
      bots: 300,
      centre: 1_420 - 300 - FOLDED_PX - 280,
      ladder: FOLDED_PX,
      tape: 280,
    });
  });

  test('shrinks the side columns before the chart falls below its minimum', () => {
    expect(widths({ bots: { size: 420 }, ladder: { size: 420 } }, 1_200)['centre']).toBe(280);
  });

  const choice = fc.record({ size: fc.integer({ min: 100, max: 900 }), folded: fc.boolean() });
  const anyChoices = fc.dictionary(fc.constantFrom('bots', 'centre', 'ladder', 'tape'), choice);

  test('fills every total exactly, with no negative size', () => {
    fc.assert(
      fc.property(anyChoices, fc.integer({ min: 1, max: 4_000 }), (choices, total) => {
        const sizes = [...arrange(WIDE, choices, total).values()];
        expect(sizes.reduce((sum, px) => sum + px, 0)).toBeCloseTo(total, 6);
        for (const px of sizes) expect(px).toBeGreaterThanOrEqual(-1e-9);
      }),
    );
  });

  test('is the same after any sequence of totals, and a moved divider changes only its neighbours', () => {
    fc.assert(
      fc.property(anyChoices, fc.array(fc.integer({ min: 300, max: 4_000 })), (choices, totals) => {
        const first = arrange(WIDE, choices, 1_420);
        let kept: Choices = choices;
        for (const total of totals) {
          const sizes = arrange(WIDE, kept, total);
          kept = moved(WIDE, kept, sizes, sizes);
        }
        expect(arrange(WIDE, kept, 1_420)).toEqual(first);
      }),
    );
    const before = arrange(WIDE, {}, 1_000);
    const after = new Map(before).set('bots', 240).set('centre', 300);
    expect(Object.keys(moved(WIDE, {}, before, after))).not.toContain('tape');
  });
});

describe('the arrangement of chart and accounts', () => {
  const [, centre] = WIDE;
  const heights = (choices: Choices, total: number, contents = {}) =>
    Object.fromEntries(arrange(centre?.frames ?? [], choices, total, contents));

  test('a short table of accounts leaves its space to the chart, a long one keeps its share', () => {
    expect(heights({}, 800)).toEqual({ chart: 480, accounts: 320 });
    expect(heights({}, 800, { accounts: 230 })).toEqual({ chart: 570, accounts: 230 });
    expect(heights({}, 800, { accounts: 900 })).toEqual({ chart: 480, accounts: 320 });
    expect(heights({}, 800, { accounts: 20 })).toEqual({ chart: 700, accounts: 100 });
  });

  test('a size that the user has chosen, and a folded chart, win over the content', () => {
    const chosen = { chart: { size: 400 }, accounts: { size: 400 } };
    expect(heights(chosen, 800, { accounts: 230 })).toEqual({ chart: 400, accounts: 400 });
    expect(heights({ chart: { folded: true } }, 800, { accounts: 230 })['accounts']).toBe(800 - FOLDED_PX);
  });
});
