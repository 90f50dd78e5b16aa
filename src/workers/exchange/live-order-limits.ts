/**
 * How many live orders the gateway allows, of one account and of all accounts together. The memory of the exchange and
 * the length of its snapshots depend on them.
 *
 * 1. An account has at most `openOrdersMax`.
 * 2. When all accounts together have `totalOrdersMax` or more, an account may still add an order if it has fewer than
 *    its share: a fifth of `totalOrdersMax`, divided by the number of accounts. So nobody shuts others out, whether with
 *    one account or with thousands.
 * 3. An order that cannot become live, such as a market order, needs no share. So an account can close its position.
 * 4. An order whose client order id is in use adds nothing, because the engine rejects it. So an account that repeats an
 *    order learns that it is live.
 *
 * The shares shrink with each account that opens. Accounts that open one after the other and fill their shares reach
 * 652,661 live orders, because the exchange has at most 10,000 accounts. A session of an earlier version may have more.
 */
import type { Account, EngineState, PlaceOrder, Refusal } from '../../engine/index.ts';

export interface LiveOrderLimits {
  /** Largest number of live orders of an account. */
  readonly openOrdersMax: number;
  /** Number of live orders of all accounts at which each account may only fill its share. */
  readonly totalOrdersMax: number;
}

/** The accounts share `totalOrdersMax` divided by this when there are so many live orders. */
const SHARED_DIVISOR = 5;

/** Why an account may not place this order now. Null: it may, or the engine rejects it. */
export function refuseLiveOrder(
  state: EngineState,
  account: Account,
  order: PlaceOrder,
  limits: LiveOrderLimits,
): Refusal | null {
  const reason = excess(state, account, order, limits);
  if (reason === null || account.orders.has(order.clientOrderId)) return null;
  return { code: 'TOO_MANY_ORDERS', reason };
}

function excess(
  state: EngineState,
  { name, orders: { size: own } }: Account,
  order: PlaceOrder,
  { openOrdersMax, totalOrdersMax }: LiveOrderLimits,
): string | null {
  if (own >= openOrdersMax) return `${name} has ${own} live orders; the most is ${openOrdersMax}.`;
  const total = state.orders.size;
  if (total < totalOrdersMax || !mayBecomeLive(order)) return null;
  const share = shareOf(totalOrdersMax, state.accounts.length);
  if (own < share) return null;
  return `the exchange has ${total} live orders; at ${totalOrdersMax} or more, an account may have ${share}, and ${name} has ${own}: cancel some, or send an order that cannot rest.`;
}

/** Number of live orders that each account may have, however many there are in all. */
function shareOf(totalOrdersMax: number, accounts: number): number {
  return Math.ceil(totalOrdersMax / (SHARED_DIVISOR * accounts));
}

function mayBecomeLive({ orderType, timeInForce }: PlaceOrder): boolean {
  if (orderType === 'market') return false;
  return orderType !== 'limit' || timeInForce === 'gtc';
}
