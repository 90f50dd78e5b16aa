/** Any sequence of commands over any phases: every invariant holds (TestPit checks them), and the engine is deterministic. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PHASE_ACTIONS } from '../../src/contract/phases.ts';
import { apply, checkInvariants, hashState, restore, snapshot } from '../../src/engine/index.ts';
import { phaseOf } from '../../src/engine/phases.ts';
import { newPit, step } from '../support/any-commands.ts';
import { only, type EngineEvent, type TestPit } from '../support/pit.ts';

const INSTRUMENT = {
  openingAuctionMs: 1_000,
  reopeningAuctionMs: 500,
  // Little more than the maintenance rate, so that liquidations happen.
  marginTiers: [{ upTo: null, maxLeverage: 12, maintenanceRate: 0.08 }],
};

/** Often enough that most of the time the market is open. */
const RESTART = ['open', 'open', 'open', 'resume', 'resume'] as const;

type Step = (pit: TestPit) => readonly EngineEvent[];

const OPENING: readonly Step[] = ['X', 'Y', 'X', 'Y'].map(
  (symbol) => (running) => running.setPhase('open', symbol),
);

const set: fc.Arbitrary<Step> = fc
  .record({
    action: fc.constantFrom(...PHASE_ACTIONS, ...RESTART),
    symbol: fc.constantFrom('X', 'Y'),
  })
  .map(
    ({ action, symbol }) =>
      (pit) =>
        pit.setPhase(action, symbol),
  );

const wait: fc.Arbitrary<Step> = fc.integer({ min: 1, max: 800 }).map((ms) => (pit) => pit.passMs(ms));

const sequence = fc.array(
  fc.oneof({ weight: 50, arbitrary: step }, { weight: 1, arbitrary: set }, { weight: 1, arbitrary: wait }),
  { minLength: 40, maxLength: 150, size: 'max' },
);

/** Two of three begin in continuous trading. */
const steps = fc
  .tuple(sequence, fc.nat(2))
  .map(([given, place]): readonly Step[] => (place > 0 ? [...OPENING, ...given] : given));

const pit = (isEmpty = false) => newPit({ isEmpty, publishesOrders: true }, INSTRUMENT);

test('H1 any sequence of commands over the phases keeps every invariant', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(steps, (sequence) => {
      const running = pit();
      for (const each of sequence) {
        const before = running.state.markets.map(phaseOf);
        const events = each(running);
        for (const event of events) seen.add(event.type === 'liquidation' ? event.stage : event.type);
        // Nothing trades while orders gather, but when the phase ends.
        const changed = new Set(only(events, 'market_state').map(({ instrument }) => instrument));
        for (const { instrument, buyAccount, sellAccount } of only(events, 'trade')) {
          seen.add(`trade in ${before[instrument]}`);
          expect(buyAccount).not.toBe(sellAccount);
          expect(before[instrument] === 'continuous' || changed.has(instrument)).toBe(true);
        }
        for (const [instrument] of running.state.markets.entries()) {
          expect(
            only(events, 'auction_update').filter((update) => update.instrument === instrument).length,
          ).toBeLessThan(2);
        }
      }
    }),
    { numRuns: 250, seed: 20_261_129 },
  );
  for (const what of [
    'trade in auction',
    'trade in continuous',
    'auction_update',
    'taken_over',
    'order_triggered',
    'auto_deleveraged',
  ]) {
    expect(seen).toContain(what);
  }
});

test('H1 the phases are deterministic', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const run = () => {
        const running = pit();
        return sequence.map((each) => each(running));
      };
      expect(run()).toEqual(run());
    }),
    { numRuns: 25, seed: 3 },
  );
});

test('H1 a snapshot in the middle of an auction holds all that matters', () => {
  const cuts = new Set<string>();
  fc.assert(
    fc.property(steps, fc.nat(150), (sequence, cut) => {
      const original = pit();
      for (const each of sequence.slice(0, cut)) each(original);
      for (const market of original.state.markets) cuts.add(phaseOf(market));
      const stored: unknown = JSON.parse(JSON.stringify(snapshot(original.state)));
      const copy = pit(true);
      restore(copy.state, stored as ReturnType<typeof snapshot>);
      checkInvariants(copy.state);
      expect(hashState(copy.state)).toBe(hashState(original.state));
      original.record = [];
      for (const each of sequence.slice(cut)) each(original);
      for (const { command, time, events } of original.record) {
        expect(apply(copy.state, command, time)).toEqual(events);
      }
      expect(hashState(copy.state)).toBe(hashState(original.state));
    }),
    { numRuns: 80, seed: 13 },
  );
  expect([...cuts].sort()).toEqual(['auction', 'closed', 'continuous', 'halted', 'pre_open']);
});
