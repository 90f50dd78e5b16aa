/**
 * Money that grows beyond small integers changes the shape of no object that compiled code knows. A shape stays changed
 * for the whole process, so no other test may come before.
 */
import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { BLANK_FACTS } from '../../src/engine/facts/blank-facts.ts';
import { positionOf } from '../../src/engine/ledger.ts';
import {
  accountAt,
  createMarginAccount,
  createState,
  marketAt,
  type Account,
} from '../../src/engine/state.ts';
import { withDoubles } from '../../src/engine/doubles.ts';
import { openExchange } from '../../tools/bench/exchange.ts';
import { decimalGrid, type Money } from '../../src/contract/index.ts';

setFlagsFromString('--allow-natives-syntax');
// oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- only V8 itself can compare two shapes
const haveSameShape = new Function('a', 'b', 'return %HaveSameMap(a, b)') as (
  a: object,
  b: object,
) => boolean;

const LARGE = 2 ** 40 + 1;

const position = () => {
  const state = openExchange({ accounts: 1, deposit: 0 });
  return positionOf(accountAt(state, 0), marketAt(state, 0));
};

/** Facts come first: an exchange writes doubles into them, which would hide that their fields are none yet. */
const CASES: readonly { what: string; create: () => object; fields: readonly string[] }[] = [
  { what: 'trade', create: BLANK_FACTS.trade, fields: ['buyFee', 'sellFee'] },
  { what: 'fill', create: BLANK_FACTS.fill, fields: ['fee'] },
  {
    what: 'position_update',
    create: BLANK_FACTS.position_update,
    fields: [
      'costBasis',
      'realizedPnl',
      'unrealizedPnl',
      'feesPaid',
      'balance',
      'equity',
      'initialMargin',
      'maintenanceMargin',
      'fundingPaid',
    ],
  },
  {
    what: 'margin account',
    create: () => createMarginAccount({} as Account, 'isolated', 0 as Money),
    fields: ['balance'],
  },
  {
    what: 'state',
    create: () => createState([], 0 as Money, decimalGrid(0)),
    fields: ['deposits', 'insuranceFund', 'feesCollected', 'time'],
  },
  {
    what: 'position',
    create: position,
    fields: ['costBasis', 'realizedPnl', 'feesPaid', 'fundingPaid', 'trigger'],
  },
  { what: 'open orders', create: () => position().openOrders.sell, fields: ['value', 'loss'] },
];

test.each(CASES)('$what', ({ create, fields }) => {
  const changing = fields.filter((field) => {
    const [small, large] = [create(), create()];
    (large as Record<string, number>)[field] = LARGE;
    return !haveSameShape(small, large);
  });
  expect(changing).toEqual([]);
});

test('the values stay the same, and a field that is not named changes its shape', () => {
  const create = () => withDoubles({ named: 7, other: 8 }, ['named']);
  expect(create()).toEqual({ named: 7, other: 8 });
  const [small, large] = [create(), create()];
  large.other = LARGE;
  expect(haveSameShape(small, large)).toBe(false);
});
