/** The parts of a copy make the snapshot of the moment at which the copy began, whatever the exchange does meanwhile. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { apply, snapshot, type EngineState } from '../../../src/engine/index.ts';
import { CopiedState } from '../../../src/session/journal/copied-state.ts';
import { copyState, partsOf, type CopyPart } from '../../../src/session/journal/state-copy.ts';
import { at, cancelOrder, nameOf, openExchange, placeOrder } from '../../../tools/bench/exchange.ts';
import { newPit, stepsWithPairs } from '../../support/any-commands.ts';
import type { TestPit } from '../../support/pit.ts';

const textOf = (state: EngineState) => JSON.stringify(snapshot(state));

/** Puts the parts together as the thread does, which gets its own memory. */
function assembled(parts: Iterable<CopyPart>): string {
  const state = new CopiedState();
  for (const part of parts) state.add(structuredClone(part));
  return [...state.json()].join('');
}

/** Short and long names, beyond Latin-1, and with what would end a list in JSON. */
const ENDINGS = ['', ' ż', '-a-name-beyond-23-characters', 'ÿ', '\u{1F980}', '"bids":[]'];

/** A pit whose orders have all kinds of names, and which has orders in several blocks of records. */
function newNamedPit(): TestPit {
  const pit = newPit();
  const plain = pit.apply.bind(pit);
  let orders = 0;
  pit.apply = (command) => {
    if (command.type !== 'place_order') return plain(command);
    const ending = ENDINGS[(orders += 1) % ENDINGS.length] as string;
    return plain({ ...command, clientOrderId: `${orders}${ending}` });
  };
  pit.open('far', 1_000_000);
  for (let number = 0; number < 150; number += 1)
    pit.place('far', 'buy', 1, 60 + (number % 20), { symbol: number % 3 === 0 ? 'Y' : 'X' });
  return pit;
}

test('any state is copied, also while commands run between the parts', () => {
  fc.assert(
    fc.property(stepsWithPairs, fc.nat(150), fc.nat(40), (sequence, cut, first) => {
      const pit = newNamedPit();
      for (const step of sequence.slice(0, cut)) step(pit);
      const expected = textOf(pit.state);
      const copying = partsOf(copyState(pit.state));
      const parts: CopyPart[] = [];
      for (const [index, step] of sequence.slice(cut).entries()) {
        step(pit);
        if (index === 10) pit.cancel('far', [...pit.account('far').orders][0]?.clientOrderId ?? '');
        const next = index < first ? null : copying.next();
        if (next !== null && next.done !== true) parts.push(next.value);
      }
      parts.push(...copying);
      expect(assembled(parts) === expected).toBe(true);
      expect(assembled(partsOf(copyState(pit.state))) === textOf(pit.state)).toBe(true);
    }),
    { numRuns: 60, seed: 5 },
  );
});

const ORDERS = 20_000;

/** Orders of ten accounts in two instruments, at 500 prices. */
function filled(): EngineState {
  const state = openExchange({ accounts: 10, deposit: 1_000_000_000, instruments: 2 });
  for (let operation = 0; operation < ORDERS; operation += 1) place(state, operation);
  return state;
}

function place(state: EngineState, operation: number): void {
  const [account, instrument] = [operation % 10, operation % 2];
  const price = 99_000 - ((operation * 7) % 500);
  apply(state, placeOrder({ operation, account, side: 'buy', lots: 1, price, instrument }), at(operation));
}

test('a large state is copied in parts of at most 4,096 orders, each order as it was at first', () => {
  const state = filled();
  const expected = textOf(state);
  const parts: CopyPart[] = [];
  let operation = ORDERS;
  for (const part of partsOf(copyState(state))) {
    parts.push(part);
    for (let count = 0; count < 300; count += 1, operation += 1) {
      const ended = (operation * 7_919) % ORDERS;
      // The records of further orders lie in a page that the copy does not know.
      if (count % 3 > 0)
        apply(state, cancelOrder(ended % 10, { clientOrderId: nameOf(ended) }), at(operation));
      place(state, operation);
    }
  }
  expect(parts.map(({ type }) => type)).toEqual(['frame', 'list', ...Array<string>(5).fill('orders')]);
  expect(assembled(parts)).toBe(expected);
});

test('a copy that its reader abandons takes no more memory, and the next one is whole', () => {
  const state = filled();
  const copy = copyState(state);
  for (const { type } of partsOf(copy)) if (type === 'orders') break;
  const save = vi.spyOn(copy.orders, 'save');
  const changed = Array.from({ length: 5_000 }, (_, index) => ORDERS + index);
  for (const operation of changed) place(state, operation);
  expect(save).not.toHaveBeenCalled();
  const next = copyState(state);
  const expected = textOf(state);
  copy.end();
  for (const operation of changed)
    apply(state, cancelOrder(operation % 10, { clientOrderId: nameOf(operation) }), at(30_000));
  expect(assembled(partsOf(next))).toBe(expected);
});

test('the first part of a copy contains neither accounts nor holders of positions', () => {
  const state = openExchange({ accounts: 600, deposit: 1_000, instruments: 2 });
  for (const account of state.accounts) state.markets[1]?.holders.add(account);
  const parts = [...partsOf(copyState(state))];
  expect(parts.map(({ type }) => type)).toEqual(['frame', ...Array<string>(3 + 3).fill('list'), 'orders']);
  const frame: unknown = JSON.parse(parts[0]?.type === 'frame' ? parts[0].json : '');
  expect(frame).toMatchObject({ accounts: [], markets: [{}, { holders: [] }] });
  expect(assembled(parts)).toBe(textOf(state));
});
