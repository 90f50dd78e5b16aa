/** A measurement of the trades that an order would make changes nothing, so it makes no objects to store again. */
import { expect, test, vi } from 'vitest';
import type { OrderId, PriceTicks, QuantityLots } from '../../src/contract/index.ts';
import { crossesOthers } from '../../src/engine/auction/gather.ts';
import { fillableLots, tradesAtOnce } from '../../src/engine/fillable.ts';
import { positionOf } from '../../src/engine/index.ts';
import { NO_RECORD, Order } from '../../src/engine/order.ts';
import { sharedTerms } from '../../src/engine/records/index.ts';
import { TestPit } from '../support/pit.ts';

const TERMS = sharedTerms({
  side: 'buy',
  orderType: 'limit',
  timeInForce: 'fok',
  postOnly: false,
  reduceOnly: false,
  selfTradePrevention: 'cancel_resting',
});

test('an order that is measured puts no order that it passes in use', () => {
  const pit = new TestPit();
  for (let price = 101; price <= 110; price += 1) pit.place('maker', 'sell', 2, price);
  const { orderRecords, rules } = pit.state;
  const position = positionOf(pit.account('taker'), pit.market());
  orderRecords.putBack();
  const order = new Order(orderRecords, NO_RECORD, 99 as OrderId, 'taker', position, TERMS);
  order.price = 110 as PriceTicks;
  order.open = 30 as QuantityLots;
  const at = vi.spyOn(orderRecords, 'at');
  expect(fillableLots(rules, order)).toBe(20);
  expect(crossesOthers(order)).toBe(true);
  expect(at).not.toHaveBeenCalled();
});

test('M6 a post-only order is measured only until its first trade', () => {
  const pit = new TestPit();
  pit.place('taker', 'sell', 1, 101);
  for (let price = 101; price <= 110; price += 1) pit.place('maker', 'sell', 2, price);
  const { rules, orderRecords } = pit.state;
  const position = positionOf(pit.account('taker'), pit.market());
  const order = new Order(orderRecords, NO_RECORD, 99 as OrderId, 'taker', position, TERMS);
  order.price = 110 as PriceTicks;
  order.open = 30 as QuantityLots;
  const visited = vi.spyOn(pit.market().book, 'ownerOf');
  expect(tradesAtOnce(rules, order)).toBe(true);
  // The own order, which gives way, and the first order of `maker`.
  expect(new Set(visited.mock.calls.flat()).size).toBe(2);
});
