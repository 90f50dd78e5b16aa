/**
 * A second exchange, written from the rules alone, that predicts every event of the engine.
 *
 * It shares only the types of commands and events with the engine. Where the rules are silent and the engine had to
 * choose, a comment here marks the choice with `Chosen:`, and a change of it fails the comparison.
 */
import type { InstrumentSpec } from '../../src/contract/index.ts';
import { advance } from './clock.ts';
import { closingEvents, takeBefore } from './closing.ts';
import { checkConservation } from './conservation.ts';
import { enter } from './matching.ts';
import { cancel, cancelEach, removeOrder, reportAmended } from './order-events.ts';
import { setPhase } from './phases.ts';
import { refusalOf, refusalWhenClosed } from './refusals.ts';
import { freeOf, lossTicksOf } from './requirement.ts';
import { settle } from './settle.ts';
import {
  at,
  isWaiting,
  newPool,
  newState,
  poolOf,
  trailingStop,
  type Amend,
  type AuditOrder,
  type AuditState,
  type Place,
  type PlainCommand,
  type Predicted,
} from './exchange-state.ts';

export interface Prediction {
  /** Events in order. */
  readonly events: readonly Predicted[];
  /** Net changes of the command, in any order. */
  readonly closing: readonly Predicted[];
  readonly courses: readonly string[];
}

export class Auditor {
  readonly state: AuditState;

  constructor(specs: readonly InstrumentSpec[], insuranceFund: number) {
    this.state = newState(specs, insuranceFund);
  }

  /** @param time stamp of the command, microseconds since the Unix epoch, never decreasing */
  predict(command: PlainCommand, time: number): Prediction {
    const { state } = this;
    const before = takeBefore(state);
    state.events = [];
    state.courses.clear();
    advance(state, time);
    execute(state, command);
    settle(state);
    checkConservation(state);
    const closing = closingEvents(state, before, command.type === 'revalue');
    return { events: state.events, closing, courses: [...state.courses] };
  }
}

function execute(state: AuditState, command: PlainCommand): void {
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
    case 'set_index':
      return setIndex(state, command);
    case 'set_phase':
      return setPhase(state, command);
    case 'revalue':
    case 'advance_time':
    case 'note_room_event':
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
    funding: 0n,
    reportedMark: markPrice,
    isTouched: false,
  }));
  // Chosen: the first instrument's `position_update` reports the opening balance.
  if (positions[0] !== undefined) positions[0].isTouched = true;
  const deposit = BigInt(command.deposit);
  const { account: name } = command;
  state.accounts.push({
    index,
    name,
    deposit,
    cross: newPool(index, null, deposit),
    isolated: state.markets.map(() => null),
    positions,
    known: new Set([0]),
  });
  state.events.push({ type: 'account_opened', account: index });
}

function place(state: AuditState, command: Place): void {
  const { type: _, quantity, oco, ...given } = command;
  const trailingOffset = given.trailingOffset ?? null;
  const terms =
    trailingOffset === null ? given : { ...given, stopPrice: trailingStop(state, given, trailingOffset) };
  const order: AuditOrder = {
    ...terms,
    trailingOffset,
    partner: partnerOf(state, command.account, oco ?? null),
    id: state.lastOrderId + 1,
    open: quantity,
    lossTicks: lossTicksOf(state, terms, terms.price ?? terms.stopPrice),
    rank: null,
    isTriggered: false,
  };
  // Chosen: an order, even a refused one, makes its instrument known to the account.
  at(state.accounts, order.account).known.add(order.instrument);
  const code = refusalOf(state, order, null);
  if (code !== null) return reject(state, order.account, order.clientOrderId, code);
  state.lastOrderId = order.id;
  const { account, clientOrderId, id: orderId, instrument, side, orderType, price, stopPrice } = order;
  const names = { account, clientOrderId, orderId, instrument };
  state.events.push({ type: 'order_accepted', ...names, side, orderType, price, stopPrice, quantity });
  for (const other of state.orders) if (other.id === order.partner) other.partner = order.id;
  if (stopPrice === null) enter(state, order);
  else state.orders.push(order);
}

/** M14. @returns the order id of the live order; `NaN` when there is none; null: the order asks for no pair */
function partnerOf(state: AuditState, account: number, oco: string | null): number | null {
  if (oco === null) return null;
  return state.orders.find((one) => one.account === account && one.clientOrderId === oco)?.id ?? Number.NaN;
}

function amend(state: AuditState, command: Amend): void {
  const former = findOrder(state, command);
  if (former === undefined) return reject(state, command.account, namedBy(command), 'UNKNOWN_ORDER');
  // Chosen: this check precedes every other but `UNKNOWN_ORDER`.
  if (command.price !== null && former.price === null) {
    return reject(state, command.account, former.clientOrderId, 'INVALID_PRICE');
  }
  const newStop = command.stopPrice ?? null;
  // M15: a trailing stop takes none.
  if (newStop !== null && (!isWaiting(former) || former.trailingOffset !== null)) {
    return reject(state, command.account, former.clientOrderId, 'INVALID_PRICE');
  }
  const price = command.price ?? former.price;
  const stopPrice = newStop ?? former.stopPrice;
  const isMoved = stopPrice !== former.stopPrice;
  const open = command.quantity ?? former.open;
  const keepsPriority = price === former.price && open <= former.open && !isMoved;
  const lossTicks = keepsPriority ? former.lossTicks : lossTicksOf(state, former, price ?? stopPrice);
  const code = keepsPriority
    ? refusalWhenClosed(state)
    : refusalOf(state, { ...former, price, stopPrice, open, lossTicks }, former);
  if (code !== null) return reject(state, command.account, former.clientOrderId, code);
  if (isMoved) state.courses.add('an amendment moves a stop price');
  former.price = price;
  former.open = open;
  former.lossTicks = lossTicks;
  former.stopPrice = stopPrice;
  reportAmended(state, former, keepsPriority, isMoved ? stopPrice : null);
  if (keepsPriority || former.rank === null) return;
  removeOrder(state, former);
  const hadPair = former.partner !== null;
  enter(state, former);
  if (hadPair && former.partner === null) state.courses.add('an amended order trades and ends its pair');
}

function cancelAll(state: AuditState, command: Extract<PlainCommand, { type: 'cancel_all' }>): void {
  const { account, instrument, cause } = command;
  const orders = state.orders.filter(
    (order) => order.account === account && (instrument === null || order.instrument === instrument),
  );
  state.events.push({ type: 'cancel_all_done', account, count: orders.length });
  cancelEach(state, orders, cause);
}

/** R3. `margin` is the new balance of the position; the difference moves from the cross balance, or back to it. */
function setMargin(state: AuditState, command: Extract<PlainCommand, { type: 'set_margin' }>): void {
  const { account: index, instrument, mode } = command;
  const account = at(state.accounts, index);
  const wasIsolated = at(account.isolated, instrument) !== null;
  const isUsed =
    at(account.positions, instrument).lots !== 0 ||
    state.orders.some((order) => order.account === index && order.instrument === instrument);
  // Chosen: `set_margin`, even a refused one, makes the instrument known to the account.
  account.known.add(instrument);
  if (isUsed && wasIsolated !== (mode === 'isolated'))
    return reject(state, index, null, 'MARGIN_MODE_LOCKED');
  const pool = at(account.isolated, instrument) ?? newPool(index, instrument, 0n);
  const change = BigInt(command.margin ?? 0) - pool.balance;
  const free = freeOf(state, change > 0n ? account.cross : poolOf(account, instrument));
  if ((change < 0n ? -change : change) > free) return reject(state, index, null, 'INSUFFICIENT_MARGIN');
  account.cross.balance -= change;
  account.cross.waits = false;
  pool.waits = false;
  pool.balance += change;
  account.isolated[instrument] = mode === 'isolated' ? pool : null;
  at(account.positions, instrument).isTouched = true;
  state.events.push({ type: 'margin_set', account: index, instrument, mode, margin: command.margin });
}

/** P2. */
function setIndex(state: AuditState, command: Extract<PlainCommand, { type: 'set_index' }>): void {
  const { account, instrument, price } = command;
  const market = at(state.markets, instrument);
  if (price > market.spec.priceMax) return reject(state, account, null, 'INVALID_PRICE');
  market.index = price;
  state.events.push({ type: 'index_set', account, instrument, price });
  state.events.push({ type: 'index_price', instrument, price });
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
