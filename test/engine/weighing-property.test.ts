/** R4 against chance: whatever rests, no fill opens a position beyond its margin. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileInstrument } from '../../src/contract/instrument.ts';
import { initialMargin } from '../../src/engine/margin.ts';
import { PLAIN, refusal, TestPit } from '../support/pit.ts';

const TEN_TIMES = { marginTiers: [{ upTo: null, maxLeverage: 10, maintenanceRate: 0.005 }] };

/** `me` has 100, everybody else plenty. */
function tenTimes(marginValue: 'mark' | 'entry'): TestPit {
  const pit = new TestPit([{ ...TEN_TIMES, marginValue }], 100);
  for (const rich of ['maker', 'other']) pit.open(rich, 1_000_000);
  return pit;
}

describe('R4 with a mark that does not move', () => {
  type Ask = readonly [kind: 'sell' | 'buy' | 'reduce' | 'close', lots: number, distance: number];
  const asksFrom = (min: number, max: number): fc.Arbitrary<readonly Ask[]> =>
    fc.array(
      fc.tuple(
        fc.constantFrom('sell' as const, 'buy' as const, 'reduce' as const, 'close' as const),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min, max }),
      ),
      { minLength: 1, maxLength: 12 },
    );

  /** Quotes of one lot beside the mark and a last trade there hold it, first at 100, then where the fall ends. */
  const held = (marginValue: 'mark' | 'entry', lots: number, mark: number) => {
    const pit = tenTimes(marginValue);
    quote(pit, 100);
    if (lots !== 0) trade(pit, 'me', lots, 100);
    else trade(pit, 'other', 1, 100);
    if (mark === 100) return pit;
    pit.apply({ type: 'cancel_all', account: pit.account('maker').index, instrument: null, cause: 'user' });
    trade(pit, 'other', 1, mark);
    quote(pit, mark);
    return pit;
  };

  const quote = (pit: TestPit, mark: number) => {
    pit.place('maker', 'buy', 1, mark - 2);
    pit.place('maker', 'sell', 1, mark + 2);
  };

  /** With the maker. */
  const trade = (pit: TestPit, name: string, lots: number, price: number) => {
    const [side, opposite] = lots > 0 ? (['buy', 'sell'] as const) : (['sell', 'buy'] as const);
    pit.place('maker', opposite, Math.abs(lots), price);
    return pit.place(name, side, Math.abs(lots), price, { timeInForce: 'ioc' });
  };

  const request = (pit: TestPit, [kind, lots, distance]: Ask, mark: number) => {
    const { quantity } = pit.position('me');
    const closing = quantity > 0 ? ('sell' as const) : ('buy' as const);
    if (kind === 'close') {
      if (quantity === 0) return;
      const size = Math.min(lots, Math.abs(quantity));
      pit.place('maker', closing === 'sell' ? 'buy' : 'sell', size, mark);
      pit.place('me', closing, size, mark, { timeInForce: 'ioc', reduceOnly: true });
      return;
    }
    const side = kind === 'reduce' ? closing : kind;
    const price = side === 'sell' ? mark + 2 + distance : Math.max(1, mark - 2 - (distance % (mark - 3)));
    pit.place('me', side, lots, price, { reduceOnly: kind === 'reduce' });
  };

  /** @returns how many fills opened a position or added to one, each with its initial margin */
  const fillsThatOpen = (
    marginValue: 'mark' | 'entry',
    start: number,
    taker: 'buy' | 'sell',
    sequence: readonly Ask[],
    mark: number,
  ): number => {
    const spec = compileInstrument({ ...PLAIN, ...TEN_TIMES }, 0, 6);
    const pit = held(marginValue, start, mark);
    for (const ask of sequence) request(pit, ask, mark);
    expect(pit.market().markPrice).toBe(mark);
    let { quantity, equity } = pit.position('me');
    const events = pit.place('other', taker, 200, taker === 'buy' ? 420 : 1);
    expect(refusal(events)).toBeUndefined();
    const each = marginValue === 'mark' ? mark : 100;
    let value = Math.abs(quantity) * each;
    let opened = 0;
    for (const event of events) {
      if (event.type === 'liquidation') break;
      if (event.type !== 'fill' || event.account !== pit.account('me').index) continue;
      const direction = event.side === 'buy' ? 1 : -1;
      const closing = Math.max(0, Math.min(event.quantity, -direction * quantity));
      const opening = event.quantity - closing;
      quantity += direction * event.quantity;
      equity += direction * event.quantity * (mark - event.price);
      value = value - closing * each + opening * event.price;
      if (opening === 0) continue;
      opened += 1;
      expect(equity).toBeGreaterThanOrEqual(initialMargin(spec, value * 1e6) / 1e6);
    }
    return opened;
  };

  const marginValues = fc.constantFrom('mark' as const, 'entry' as const);
  const lots = fc.integer({ min: -9, max: 9 });
  const takers = fc.constantFrom('buy' as const, 'sell' as const);

  test('no fill of a resting order leaves equity below the initial margin of what it opened', () => {
    let opened = 0;
    fc.assert(
      fc.property(marginValues, lots, takers, asksFrom(1, 300), (marginValue, start, taker, sequence) => {
        opened += fillsThatOpen(marginValue, start, taker, sequence, 100);
      }),
      { numRuns: 1_500, seed: 20_261_129 },
    );
    expect(opened).toBeGreaterThan(300);
  });

  test('nor when the mark has moved before, so that the position excuses what its equity does not cover', () => {
    const held = fc.integer({ min: 7, max: 10 });
    let opened = 0;
    fc.assert(
      fc.property(
        marginValues,
        held,
        fc.boolean(),
        asksFrom(-1, 2),
        fc.integer({ min: 6, max: 9 }),
        (...drawn) => {
          const [marginValue, lots, isLong, sequence, move] = drawn;
          const [start, taker, mark] = isLong
            ? ([lots, 'buy', 100 - move] as const)
            : ([-lots, 'sell', 100 + move] as const);
          opened += fillsThatOpen(marginValue, start, taker, sequence, mark);
        },
      ),
      { numRuns: 1_500, seed: 20_261_203 },
    );
    expect(opened).toBeGreaterThan(100);
  });
});
