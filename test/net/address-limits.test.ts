/** How often each address may act. */
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { AddressLimits } from '../../src/net/address-limits.ts';

const from = (remoteAddress: string) => ({ remoteAddress }) as Socket;

test('each address has a burst of its own', () => {
  const limits = new AddressLimits(1, 2);
  const passed = ['a', 'a', 'a', 'b'].map((address) => limits.pass(from(address), 0));
  expect(passed).toEqual([true, true, false, true]);
  expect(limits.pass(from('a'), 1_000)).toBe(true);
});

test('the number of remembered addresses is bounded: with more than 10,000 all start afresh', () => {
  const limits = new AddressLimits(1, 1);
  limits.pass(from('first'), 0);
  for (let address = 1; address < 10_000; address += 1) limits.pass(from(`${address}`), 0);
  expect(limits.pass(from('first'), 0)).toBe(false);
  limits.pass(from('one more'), 0);
  expect(limits.pass(from('first'), 0)).toBe(true);
});
