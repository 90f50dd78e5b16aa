/** A snapshot is complete: the restored engine does the same for any later commands. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apply, checkInvariants, hashState, restore, snapshot } from '../../src/engine/index.ts';
import { at, openExchange, placeOrder } from '../../tools/bench/exchange.ts';
import { newPit, steps } from '../support/any-commands.ts';

test('a restored engine has the same hash, and returns the same events for the same commands', () => {
  fc.assert(
    fc.property(steps, fc.nat(150), (sequence, cut) => {
      const original = newPit();
      for (const step of sequence.slice(0, cut)) step(original);
      const stored: unknown = JSON.parse(JSON.stringify(snapshot(original.state)));
      const copy = newPit({ isEmpty: true });
      restore(copy.state, stored as ReturnType<typeof snapshot>);
      checkInvariants(copy.state);
      expect(hashState(copy.state)).toBe(hashState(original.state));
      original.record = [];
      for (const step of sequence.slice(cut)) step(original);
      for (const { command, time, events } of original.record) {
        expect(apply(copy.state, command, time)).toEqual(events);
      }
      expect(hashState(copy.state)).toBe(hashState(original.state));
    }),
    { numRuns: 100, seed: 11 },
  );
});

test('a snapshot visits an order once, however many instruments there are', () => {
  const state = openExchange({ accounts: 1, deposit: 1_000_000, instruments: 100 });
  const order = { account: 0, side: 'buy', lots: 1, price: 99_000, instrument: 99 } as const;
  apply(state, placeOrder({ operation: 0, ...order }), at(0));
  const [live] = state.orders;
  let visits = 0;
  Object.defineProperty(live, 'isWaiting', {
    get: () => {
      visits += 1;
      return false;
    },
  });
  expect(snapshot(state).markets.at(-1)?.bids).toHaveLength(1);
  expect(visits).toBeLessThanOrEqual(1);
});

test('states that differ in one unit have different hashes', () => {
  const [pit, other] = [newPit(), newPit()];
  expect(hashState(pit.state)).toBe(hashState(other.state));
  pit.place('ann', 'buy', 1, 95, { id: 'x' });
  const before = hashState(pit.state);
  expect(before).not.toBe(hashState(other.state));
  pit.amend('ann', 'x', { quantity: 2 });
  expect(hashState(pit.state)).not.toBe(before);
  pit.state.feesCollected = 1 as never;
  pit.state.insuranceFund = (pit.state.insuranceFund - 1) as never;
  expect(hashState(pit.state)).not.toBe(before);
});
