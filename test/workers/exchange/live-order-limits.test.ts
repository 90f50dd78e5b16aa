/** The bounds of live orders, and that nobody can use them to shut others out. */
import { constants } from 'node:buffer';
import { expect, test } from 'vitest';
import {
  ACCOUNTS_MAX,
  OPEN_ORDERS_MAX,
  TEXT_LENGTH_MAX,
  TOTAL_ORDERS_MAX,
} from '../../../src/contract/protocol.ts';
import type { Money } from '../../../src/contract/units.ts';
import {
  accountAt,
  apply,
  checkInvariants,
  snapshot,
  type Account,
  type EngineState,
  type PlaceOrder,
} from '../../../src/engine/index.ts';
import { refuseLiveOrder } from '../../../src/workers/exchange/live-order-limits.ts';
import { at, cancelOrder, nameOf, openExchange, placeOrder } from '../../../tools/bench/exchange.ts';

const LIMITS = { openOrdersMax: 10, totalOrdersMax: 100 };
/** Prices in ticks: that of every order, below the mark price, and a stop price above it. */
const PRICE = 99_000;
const STOP_PRICE = 101_000;

/** An exchange with its limits. Ten accounts can fill `totalOrdersMax`. */
function pit({ accounts = 10, openingAuctionMs = 0 } = {}) {
  const state = openExchange({
    accounts,
    deposit: 1_000_000,
    ...(openingAuctionMs > 0 && { instrument: { openingAuctionMs } }),
  });
  let operation = 0;
  const place = (account: number, terms: Partial<PlaceOrder> = {}) => {
    operation += 1;
    const order = placeOrder({ operation, account, side: 'buy', lots: 1, price: PRICE }) as PlaceOrder;
    const command = { ...order, ...terms };
    const refusal = refuseLiveOrder(state, accountAt(state, account), command, LIMITS);
    if (refusal !== null) return refusal;
    const [reply] = apply(state, command, at(operation));
    if (reply?.type === 'order_rejected') return reply;
    expect(reply).toMatchObject({ type: 'order_accepted' });
    return null;
  };
  /** Places as many orders as it may. @returns their number */
  const fill = (account: number, terms: Partial<PlaceOrder> = {}): number => {
    let placed = 0;
    while (place(account, terms) === null) placed += 1;
    return placed;
  };
  const join = (): number => {
    apply(
      state,
      { type: 'open_account', account: `late ${state.accounts.length}`, deposit: 1e10 as Money },
      at(operation),
    );
    return state.accounts.length - 1;
  };
  return { state, place, fill, join, last: () => operation };
}

test('accounts that fill the exchange leave every other account its share', () => {
  const { state, place, fill, join } = pit();
  for (let hog = 0; hog < 9; hog += 1) expect(fill(hog)).toBe(10);
  expect(fill(9)).toBe(10);
  const late = join();
  expect(fill(late)).toBe(2);
  expect(place(late)).toEqual({
    code: 'TOO_MANY_ORDERS',
    reason:
      'the exchange has 102 live orders; at 100 or more, an account may have 2, and late 10 has 2: cancel some, or send an order that cannot rest.',
  });
  const others = Array.from({ length: 500 }, join);
  for (const other of others) expect(fill(other)).toBe(1);
  checkInvariants(state);
});

test('an account with fewer than its share may add orders although others have filled the exchange', () => {
  const { state, place, fill, last } = pit({ accounts: 11 });
  expect([place(10), place(10)]).toEqual([null, null]);
  for (let hog = 0; hog < 10; hog += 1) fill(hog);
  expect(state.orders.size).toBe(100);
  expect(place(10)?.code).toBe('TOO_MANY_ORDERS');
  apply(state, cancelOrder(10, { clientOrderId: nameOf(1) }), at(last()));
  apply(state, cancelOrder(10, { clientOrderId: nameOf(2) }), at(last()));
  // The hogs take the free places, and the account still has its share.
  for (let hog = 0; hog < 10; hog += 1) fill(hog);
  expect(fill(10)).toBe(2);
});

test('below the bound an account has all orders that it may have', () => {
  const { place, fill } = pit({ accounts: 1_000 });
  expect(fill(0)).toBe(10);
  expect(place(0)?.reason).toBe('a0 has 10 live orders; the most is 10.');
});

test('an account that repeats an order learns that it is live, however many it has', () => {
  const { place, fill, join } = pit();
  for (let hog = 0; hog < 10; hog += 1) fill(hog);
  const late = join();
  expect(place(late, { clientOrderId: 'mine' })).toBeNull();
  fill(late);
  for (const [account, clientOrderId] of [
    [late, 'mine'],
    [0, nameOf(1)],
  ] as const) {
    expect(place(account)?.code).toBe('TOO_MANY_ORDERS');
    expect(place(account, { clientOrderId })?.code).toBe('DUPLICATE_CLIENT_ORDER_ID');
  }
});

test('orders that cannot rest need no share', () => {
  const { place, fill, join } = pit();
  for (let hog = 0; hog < 10; hog += 1) fill(hog);
  const late = join();
  fill(late);
  expect(place(late, { orderType: 'market', side: 'sell', price: null })).toBeNull();
  expect(place(late, { timeInForce: 'ioc', side: 'sell' })).toBeNull();
  expect(place(late, { timeInForce: 'fok', side: 'sell' })).toBeNull();
});

const above = { stopPrice: STOP_PRICE };
test.each([
  ['stops at the market', { ...above, orderType: 'stop_market', price: null, timeInForce: 'ioc' }, 0],
  ['stops with a limit', { ...above, orderType: 'stop_limit', timeInForce: 'ioc' }, 0],
  ['orders that wait for an auction', {}, 1_000],
] as const)('%s are live orders', (_, terms, openingAuctionMs) => {
  const { state, fill, join } = pit({ openingAuctionMs });
  for (let hog = 0; hog < 10; hog += 1) expect(fill(hog, terms as Partial<PlaceOrder>)).toBe(10);
  expect(state.orders.size).toBe(100);
  expect(fill(join(), terms as Partial<PlaceOrder>)).toBe(2);
});

test('accounts that open one after the other and fill their shares stay below a bound', () => {
  expect(mostLiveOrders()).toBe(652_661);
});

test('the most live orders fit into a snapshot, however long each is', () => {
  const { state, place } = pit({ accounts: 1 });
  const names = ['\u0001', '\u0002'].map((character) => character.repeat(TEXT_LENGTH_MAX.clientOrderId));
  const stop = {
    orderType: 'stop_limit',
    stopPrice: STOP_PRICE,
    selfTradePrevention: 'cancel_incoming',
  } as const;
  const [first = '', second = ''] = names;
  place(0, { ...stop, clientOrderId: first } as Partial<PlaceOrder>);
  place(0, { ...stop, clientOrderId: second, oco: first } as Partial<PlaceOrder>);
  const [market] = snapshot(state).markets;
  const [, longest] = market?.stops ?? [];
  expect(longest).toMatchObject({ clientOrderId: second, oco: 1 });
  const text = JSON.stringify(longest, (_, value: unknown) =>
    typeof value === 'number' ? Number.MAX_SAFE_INTEGER : value,
  );
  expect(mostLiveOrders() * (text.length + 1)).toBeLessThan(0.8 * constants.MAX_STRING_LENGTH);
});

/** Live orders of as many accounts as there may be, each of which opens when those before it have all that they may. */
function mostLiveOrders(): number {
  const limits = { openOrdersMax: OPEN_ORDERS_MAX, totalOrdersMax: TOTAL_ORDERS_MAX };
  const order = placeOrder({ operation: 1, account: 0, side: 'buy', lots: 1, price: PRICE }) as PlaceOrder;
  let total = 0;
  for (let accounts = 1; accounts <= ACCOUNTS_MAX; accounts += 1) {
    let own = 0;
    const isRefused = () => {
      const state = { orders: { size: total }, accounts: { length: accounts } } as EngineState;
      const account = { orders: { size: own, has: () => false } } as unknown as Account;
      return refuseLiveOrder(state, account, order, limits) !== null;
    };
    for (; !isRefused(); total += 1) own += 1;
  }
  return total;
}
