/**
 * A second exchange, written from the rules alone, that predicts every event of the engine.
 *
 * It shares nothing with the engine but the types of commands and events. Where the rules are silent and the engine
 * had to choose, the choice is marked `Chosen:` here, so that it cannot change unnoticed.
 */
import type { InstrumentSpec } from '../../src/contract/index.ts';
import { closingEvents, takeBefore } from './closing.ts';
import { checkConservation } from './conservation.ts';
import { cancel, enter, removeOrder, tellAmended } from './matching.ts';
import { freeOf, lossTicksOf, refusalOf, refusalWhenClosed } from './refusals.ts';
import { settle } from './settle.ts';
import {
  at,
  newPurse,
  newState,
  purseOf,
  type Amend,
  type AuditOrder,
  type AuditState,
  type Place,
  type PlainCommand,
  type Predicted,
} from './exchange-state.ts';

export interface Prediction {
  /** In this order. */
  readonly events: readonly Predicted[];
  /** The net change, in any order. */
  readonly closing: readonly Predicted[];
}

export class Auditor {
  readonly state: AuditState;

  constructor(specs: readonly InstrumentSpec[], insuranceFund: number) {
    this.state = newState(specs, insuranceFund);
  }

  predict(command: PlainCommand): Prediction {
    const { state } = this;
    const before = takeBefore(state);
    state.events = [];
    obey(state, command);
    settle(state);
    checkConservation(state);
    return { events: state.events, closing: closingEvents(state, before, command.type === 'revalue') };
  }
}

function obey(state: AuditState, command: PlainCommand): void {
  switch (command.type) {
    case 'open_account':
      return openAccount(state, command);
    case 'place_order':
      return place(state, command);
    case 'cancel_order': {
      const order = findOrder(state, command);
      if (order !== undefined) return cancel(state, order, 'user');
      return reject(state, command.account, namedBy(command), 'UNKNOWN_ORDER');
    }
    case 'amend_order':
      return amend(state, command);
    case 'cancel_all':
      return cancelAll(state, command);
    case 'set_margin':
      return setMargin(state, command);
    case 'revalue':
      return;
    case 'close_market':
      state.isClosed = true;
      return;
    case 'open_market':
      state.isClosed = false;
  }
}

function openAccount(state: AuditState, command: Extract<PlainCommand, { type: 'open_account' }>): void {
  const index = state.accounts.length;
  const positions = state.markets.map(({ markPrice }) => ({
    lots: 0,
    cost: 0n,
    realized: 0n,
    fees: 0n,
    reportedMark: markPrice,
    isTouched: false,
  }));
  // Chosen: the first instrument's position carries the opening balance.
  if (positions[0] !== undefined) positions[0].isTouched = true;
  const deposit = BigInt(command.deposit);
  const { account: name } = command;
  state.accounts.push({
    index,
    name,
    deposit,
    cross: newPurse(index, null, deposit),
    isolated: state.markets.map(() => null),
    positions,
    known: new Set([0]),
  });
  state.events.push({ type: 'account_opened', account: index });
}

function place(state: AuditState, command: Place): void {
  const { type: _, quantity, ...terms } = command;
  const order: AuditOrder = {
    ...terms,
    id: state.lastOrderId + 1,
    open: quantity,
    lossTicks: lossTicksOf(state, terms, terms.price ?? terms.stopPrice),
    rank: null,
    isTriggered: false,
  };
  // Chosen: an order makes its instrument known to the account, even when it is refused.
  at(state.accounts, order.account).known.add(order.instrument);
  const code = refusalOf(state, order, null);
  if (code !== null) return reject(state, order.account, order.clientOrderId, code);
  state.lastOrderId = order.id;
  const { account, clientOrderId, id: orderId, instrument, side, orderType, price, stopPrice } = order;
  const names = { account, clientOrderId, orderId, instrument };
  state.events.push({ type: 'order_accepted', ...names, side, orderType, price, stopPrice, quantity });
  if (stopPrice === null) enter(state, order);
  else state.orders.push(order);
}

function amend(state: AuditState, command: Amend): void {
  const former = findOrder(state, command);
  if (former === undefined) return reject(state, command.account, namedBy(command), 'UNKNOWN_ORDER');
  // Chosen: before every other reason but the unknown order.
  if (command.price !== null && former.price === null) {
    return reject(state, command.account, former.clientOrderId, 'INVALID_PRICE');
  }
  const price = command.price ?? former.price;
  const open = command.quantity ?? former.open;
  const keepsPriority = price === former.price && open <= former.open;
  const lossTicks = keepsPriority ? former.lossTicks : lossTicksOf(state, former, price ?? former.stopPrice);
  const code = keepsPriority
    ? refusalWhenClosed(state)
    : refusalOf(state, { ...former, price, open, lossTicks }, former);
  if (code !== null) return reject(state, command.account, former.clientOrderId, code);
  former.price = price;
  former.open = open;
  former.lossTicks = lossTicks;
  tellAmended(state, former, keepsPriority);
  if (keepsPriority || former.rank === null) return;
  removeOrder(state, former);
  enter(state, former);
}

function cancelAll(state: AuditState, command: Extract<PlainCommand, { type: 'cancel_all' }>): void {
  const { account, instrument, cause } = command;
  const orders = state.orders.filter(
    (order) => order.account === account && (instrument === null || order.instrument === instrument),
  );
  state.events.push({ type: 'cancel_all_done', account, count: orders.length });
  for (const order of orders) cancel(state, order, cause);
}

/** R3. `margin` is the balance that the position shall have: the difference moves to it, or back. */
function setMargin(state: AuditState, command: Extract<PlainCommand, { type: 'set_margin' }>): void {
  const { account: index, instrument, mode } = command;
  const account = at(state.accounts, index);
  const wasIsolated = at(account.isolated, instrument) !== null;
  const isUsed =
    at(account.positions, instrument).lots !== 0 ||
    state.orders.some((order) => order.account === index && order.instrument === instrument);
  // Chosen: like a refused order, it makes the instrument known to the account.
  account.known.add(instrument);
  if (isUsed && wasIsolated !== (mode === 'isolated'))
    return reject(state, index, null, 'MARGIN_MODE_LOCKED');
  const purse = at(account.isolated, instrument) ?? newPurse(index, instrument, 0n);
  const change = BigInt(command.margin ?? 0) - purse.balance;
  const free = freeOf(state, change > 0n ? account.cross : purseOf(account, instrument));
  if ((change < 0n ? -change : change) > free) return reject(state, index, null, 'INSUFFICIENT_MARGIN');
  account.cross.balance -= change;
  purse.balance += change;
  account.isolated[instrument] = mode === 'isolated' ? purse : null;
  at(account.positions, instrument).isTouched = true;
  state.events.push({ type: 'margin_set', account: index, instrument, mode, margin: command.margin });
}

type Named = Extract<PlainCommand, { type: 'cancel_order' | 'amend_order' }>;

function findOrder(state: AuditState, { account, order: reference }: Named): AuditOrder | undefined {
  return state.orders.find(
    (order) =>
      order.account === account &&
      ('orderId' in reference
        ? order.id === reference.orderId
        : order.clientOrderId === reference.clientOrderId),
  );
}

function namedBy({ order }: Named): string | null {
  return 'clientOrderId' in order ? order.clientOrderId : null;
}

function reject(
  state: AuditState,
  account: number,
  clientOrderId: string | null,
  code: Extract<Predicted, { type: 'order_rejected' }>['code'],
): void {
  state.events.push({ type: 'order_rejected', account, clientOrderId, code });
}
