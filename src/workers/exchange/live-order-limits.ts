/**
 * How many live orders the gateway allows, of one account and of all accounts together. The memory of the exchange and
 * the length of its snapshots depend on them.
 *
 * 1. An account has at most `openOrdersMax`.
 * 2. When all accounts together have `totalOrdersMax` or more, an account may still add an order if it has fewer than
 *    its share: a fifth of `totalOrdersMax`, divided by the number of accounts. So nobody shuts others out, whether with
 *    one account or with thousands.
 * 3. An order that cannot become live, such as a market order, needs no share. So an account can close its position.
 *
 * The shares shrink with each account that opens. Accounts that open one after the other and fill their shares reach
 * less than 2.4 times `TOTAL_ORDERS_MAX`, because the exchange has at most 10,000 accounts.
 */
import type { Account, Command, EngineState, Refusal } from '../../engine/index.ts';

export interface LiveOrderLimits {
  /** Largest number of live orders of an account. */
  readonly openOrdersMax: number;
  /** Number of live orders of all accounts from which on an account may only fill its share. */
  readonly totalOrdersMax: number;
}

type Placing = Extract<Command, { readonly type: 'place_order' }>;

/** Part of `totalOrdersMax` that the accounts share when there are so many live orders. */
const SHARED_PART = 1 / 5;

/** Why an account may not place this order now. Null: it may. */
export function refuseLiveOrder(
  state: EngineState,
  account: Account,
  order: Placing,
  { openOrdersMax, totalOrdersMax }: LiveOrderLimits,
): Refusal | null {
  const own = account.orders.size;
  if (own >= openOrdersMax) {
    return tooMany(`${account.name} has ${own} live orders; the most is ${openOrdersMax}.`);
  }
  const total = state.orders.size;
  if (total < totalOrdersMax || !mayBecomeLive(order)) return null;
  const share = shareOf(totalOrdersMax, state.accounts.length);
  if (own < share) return null;
  return tooMany(
    `the exchange has ${total} live orders; from ${totalOrdersMax} on, an account may have ${share}, and ${account.name} has ${own}: cancel some, or send an order that cannot rest.`,
  );
}

/** Number of live orders that each account may have, however many there are in all. */
export function shareOf(totalOrdersMax: number, accounts: number): number {
  return Math.ceil((totalOrdersMax * SHARED_PART) / accounts);
}

function mayBecomeLive({ orderType, timeInForce }: Placing): boolean {
  if (orderType === 'market') return false;
  return orderType !== 'limit' || timeInForce === 'gtc';
}

function tooMany(reason: string): Refusal {
  return { code: 'TOO_MANY_ORDERS', reason };
}
