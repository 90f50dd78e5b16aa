import { expect, test } from 'vitest';
import { accountChanges } from '../../src/config/account-changes.ts';

const ann = { tokenHash: 'a'.repeat(64) };
const bob = { tokenHash: 'b'.repeat(64), deposit: 500 };

test('each account that was added, removed or changed has a line', () => {
  expect(
    accountChanges({ ann, bob }, { bob, cat: { ...ann, deposit: 7 }, dan: { ...ann, operator: true } }),
  ).toEqual([
    'account ann was removed: it is disconnected, and its orders are cancelled',
    'account cat was added, with a deposit of 7',
    'account dan was added, as an operator, with the usual deposit',
  ]);
  expect(
    accountChanges({ ann, bob }, { ann: { ...ann, deposit: 5 }, bob: { ...ann, operator: true } }),
  ).toEqual([
    'account ann has a deposit of 5 instead of the usual deposit, which counts at its first login',
    'account bob has another token: it is disconnected, and its orders are cancelled',
    'account bob has the usual deposit instead of a deposit of 500, which counts at its first login',
    'account bob is an operator now',
  ]);
  expect(accountChanges({ ann: { ...ann, operator: true } }, { ann })).toEqual([
    'account ann is no operator any more',
  ]);
});

test('a file with the same accounts in another order has no line', () => {
  expect(accountChanges({ ann, bob }, { bob, ann: { ...ann, operator: false } })).toEqual([]);
});

test('of hundreds of changes the first ones have a line, and the number of the others one', () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`s${index}`, ann]));
  const lines = accountChanges({}, many);
  expect(lines).toHaveLength(51);
  expect(lines.at(-1)).toBe('and 250 more changes of accounts');
});
