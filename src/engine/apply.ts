/**
 * The engine's only entry: `perform(state, command, time)` changes the state and returns the log of the facts. `apply`
 * is the same for callers who keep the facts. It has no clock, no randomness and no I/O, and the same commands give the
 * same events.
 */
import type { Money, OrderId, TimeMicros } from '../contract/index.ts';
import { refusePlacing } from './admission.ts';
import { amend } from './amendment.ts';
import { assert, broken } from './arithmetic.ts';
import type {
  AmendOrder,
  CancelAll,
  CancelOrder,
  Command,
  NoteRoomEvent,
  OpenAccount,
  OrderReference,
  PlaceOrder,
} from './command.ts';
import type { EngineEvent } from './event.ts';
import type { FactLog } from './facts/index.ts';
import { execute } from './execution.ts';
import { positionOf, reportLater } from './ledger.ts';
import { cancel, link, register, reject, waitForMark } from './lifecycle.ts';
import { setMargin } from './margin-mode.ts';
import { newOrder } from './new-order.ts';
import type { Order } from './order.ts';
import { setIndex } from './prices.ts';
import { nameOrder } from './report.ts';
import { setPhase } from './phase-changes.ts';
import { settle } from './settle.ts';
import { Account, accountAt, marketAt, type EngineState } from './state.ts';
import { advance } from './time.ts';

/** Number of events of the room that each checkpoint repeats. */
const ROOM_EVENTS_MAX = 20;

/**
 * @param time stamp of the sequencer, in microseconds since the Unix epoch, never decreasing
 * @returns the facts, which are valid until the next command (fact-log.ts)
 */
export function perform(state: EngineState, command: Command, time: TimeMicros): FactLog {
  if (time < state.time) throw broken(`time goes back from ${state.time} to ${time}`);
  state.facts.begin();
  state.orderRecords.putBack();
  advance(state, time);
  carryOut(state, command);
  settle(state);
  return state.facts;
}

/** Like `perform`. @returns the facts, which the caller may keep */
export function apply(state: EngineState, command: Command, time: TimeMicros): readonly EngineEvent[] {
  return perform(state, command, time).take();
}

function carryOut(state: EngineState, command: Command): void {
  switch (command.type) {
    case 'open_account':
      return openAccount(state, command);
    case 'place_order':
      return placeOrder(state, command);
    case 'cancel_order':
      return cancelOrder(state, command);
    case 'amend_order':
      return amendOrder(state, command);
    case 'cancel_all':
      return cancelAll(state, command);
    case 'set_margin':
      return setMargin(state, command);
    case 'set_index':
      return setIndex(state, command);
    case 'revalue':
      return revalue(state);
    case 'close_market':
      state.isClosing = true;
      return;
    case 'open_market':
      state.isClosing = false;
      return;
    case 'set_phase':
      return setPhase(state, command);
    case 'note_room_event':
      return noteRoomEvent(state, command);
    case 'advance_time':
  }
}

/** Opens an account. The caller guarantees that the name is new and that all deposits stay within 2^53 - 1. */
function openAccount(state: EngineState, { account: name, deposit }: OpenAccount): void {
  assert(!state.accountsByName.has(name), `account ${name} exists`);
  assert(Number.isSafeInteger(state.deposits + deposit), 'deposits are beyond 2^53 - 1');
  const account = new Account(state, name, deposit);
  state.accounts.push(account);
  state.accountsByName.set(name, account);
  state.deposits = (state.deposits + deposit) as Money;
  reportLater(state, positionOf(account, marketAt(state, 0)));
  state.facts.add({ type: 'account_opened', account: account.index });
}

function placeOrder(state: EngineState, command: PlaceOrder): void {
  const position = positionOf(accountAt(state, command.account), marketAt(state, command.instrument));
  const order = newOrder(state, position, command, null);
  const refusal = refusePlacing(state, order, command.oco ?? null);
  if (refusal !== null) return reject(state, order.account, command.clientOrderId, refusal);
  state.nextOrderId = (order.id + 1) as OrderId;
  register(order);
  link(order);
  reportAccepted(state, order);
  if (order.stopPrice === null) execute(state, order);
  else waitForMark(state, order);
}

function reportAccepted({ facts }: EngineState, order: Order): void {
  const fact = facts.acceptances.next();
  nameOrder(fact, order);
  fact.side = order.side;
  fact.orderType = order.orderType;
  fact.price = order.price;
  fact.stopPrice = order.stopPrice;
  fact.quantity = order.open;
}

function cancelOrder(state: EngineState, command: CancelOrder): void {
  const order = findOrder(state, command.account, command.order);
  if (order === null) rejectUnknown(state, command.account, command.order);
  else cancel(state, order, 'user');
}

function amendOrder(state: EngineState, command: AmendOrder): void {
  const order = findOrder(state, command.account, command.order);
  if (order === null) rejectUnknown(state, command.account, command.order);
  else amend(state, order, command);
}

function cancelAll(state: EngineState, { account, instrument, cause }: CancelAll): void {
  const owner = accountAt(state, account);
  const orders =
    instrument === null ? owner.orders.values() : owner.orders.valuesIn(owner.positions[instrument]);
  state.facts.add({ type: 'cancel_all_done', account, count: orders.length });
  // M14: an order may have ended with the other one of its pair.
  for (const order of orders) if (order.open > 0) cancel(state, order, cause);
}

function revalue(state: EngineState): void {
  for (const market of state.movedMarkets) {
    for (const account of market.holders) {
      const position = positionOf(account, market);
      if (position.reportedMark !== market.markPrice) reportLater(state, position);
    }
  }
  state.movedMarkets.clear();
}

function noteRoomEvent(state: EngineState, { text }: NoteRoomEvent): void {
  state.roomEvents = [...state.roomEvents, { time: state.time, text }].slice(-ROOM_EVENTS_MAX);
}

/** A live order of the account. Null: it has none with this id. */
export function findOrder(state: EngineState, account: number, reference: OrderReference): Order | null {
  const owner = accountAt(state, account);
  if ('clientOrderId' in reference) return owner.orders.get(reference.clientOrderId) ?? null;
  const order = state.orders.get(reference.orderId);
  return order?.account === owner ? order : null;
}

function rejectUnknown(state: EngineState, account: number, reference: OrderReference): void {
  const owner = accountAt(state, account);
  const isByClient = 'clientOrderId' in reference;
  const name = isByClient ? `clientOrderId ${reference.clientOrderId}` : `orderId ${reference.orderId}`;
  reject(state, owner, isByClient ? reference.clientOrderId : null, {
    code: 'UNKNOWN_ORDER',
    reason: `${name} names no live order of ${owner.name}.`,
  });
}
