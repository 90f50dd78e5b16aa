/**
 * Liquidation. Rules L1–L5. Everything happens within the command that caused it, and each step is an event.
 *
 * L1. An account whose equity is below maintenance margin loses its open orders. If the mark prices that follow heal
 *     it, no more happens.
 * L2. If not, the exchange takes its positions over, the one with the largest maintenance margin first, each at its
 *     bankruptcy price, until it is healed or flat.
 * L3. A position taken over is closed in the book at once. Fills better than the bankruptcy price pay into the
 *     insurance fund, worse ones are paid by it, as far as it goes. The exchange pays no fee.
 * L4. What is left is closed against the opposite positions (deleveraging.ts).
 * L5. The account with the worst margin ratio at the current mark prices goes first, ties by age.
 */
import type { Money, OrderId, PriceTicks, QuantityLots } from '../contract/index.ts';
import { deleverage } from './deleveraging.ts';
import type { Liquidation } from './event.ts';
import { closeAt, equityOf } from './ledger.ts';
import { cancel } from './lifecycle.ts';
import { bankruptcyPrice, exposureAt, isBreached, maintenanceMargin, maintenanceOf } from './margin.ts';
import { match } from './matching.ts';
import type { Account, EngineState, Order, Position, Takeover } from './state.ts';

/** One step for the account that is worst off. @returns whether there was one, so that mark prices may have moved. */
export function liquidate(state: EngineState): boolean {
  const account = worstBreached(state);
  if (account === null) return false;
  if (!state.liquidating.has(account)) begin(state, account);
  if (account.orders.size > 0) cancelOrders(state, account);
  else if (hasPosition(account)) takeOver(state, largestPosition(account));
  else payDebt(state, account);
  return true;
}

/** Forgets the suspects that are sound, and ends the liquidations that have healed. */
function worstBreached(state: EngineState): Account | null {
  let worst: Account | null = null;
  for (const account of [...state.suspects].sort((a, b) => a.index - b.index)) {
    if (!isBreached(account) || isBeyondHelp(state, account)) clear(state, account);
    else if (worst === null || isWorse(account, worst)) worst = account;
  }
  return worst;
}

/** Flat, and in a debt that the empty fund cannot pay. */
function isBeyondHelp(state: EngineState, account: Account): boolean {
  return state.insuranceFund === 0 && account.orders.size === 0 && !hasPosition(account);
}

/** A lower ratio of equity to maintenance margin, compared exactly; ties: the older account. */
function isWorse(account: Account, other: Account): boolean {
  const ratio = BigInt(equityOf(account)) * BigInt(maintenanceOf(other));
  const otherRatio = BigInt(equityOf(other)) * BigInt(maintenanceOf(account));
  return ratio === otherRatio ? account.index < other.index : ratio < otherRatio;
}

function clear(state: EngineState, account: Account): void {
  state.suspects.delete(account);
  dealSlack(account);
  if (!state.liquidating.delete(account)) return;
  for (const position of account.positions.values()) {
    report(state, position, 'completed', { lots: position.lots });
    position.liquidation = null;
  }
}

/** L6: from here on the account is looked at again when a mark price reaches one of its triggers. */
export function dealSlack(account: Account): void {
  let open = 0;
  for (const { lots } of account.positions.values()) if (lots !== 0) open += 1;
  if (open === 0) return;
  const share = Math.floor((equityOf(account) - maintenanceOf(account)) / open);
  for (const position of account.positions.values()) position.market.marginIndex.put(position, share);
}

function begin(state: EngineState, account: Account): void {
  state.liquidating.add(account);
  const isFlat = !hasPosition(account);
  for (const position of account.positions.values()) {
    if (!isFlat && position.lots === 0) continue;
    position.liquidation = {
      side: position.lots >= 0 ? 'buy' : 'sell',
      bankruptcyPrice: bankruptcyOf(position),
    };
    report(state, position, 'started', { lots: position.lots });
  }
}

/** L1. */
function cancelOrders(state: EngineState, account: Account): void {
  for (const position of account.positions.values()) {
    let lots = 0;
    for (const order of account.orders.values()) {
      if (order.market !== position.market) continue;
      lots += order.open;
      cancel(state, order, 'liquidation');
    }
    if (lots > 0) report(state, position, 'orders_canceled', { lots });
  }
}

/** L2, then L3 and L4 with what was taken. */
function takeOver(state: EngineState, position: Position): void {
  const price = bankruptcyOf(position);
  const takeover: Takeover = {
    side: position.lots > 0 ? 'sell' : 'buy',
    lots: Math.abs(position.lots) as QuantityLots,
    price,
  };
  if (position.liquidation !== null)
    position.liquidation = { ...position.liquidation, bankruptcyPrice: price };
  report(state, position, 'taken_over', { lots: takeover.lots, price });
  closeAt(state, position, takeover.lots, price);
  const rest = closeInBook(state, position, takeover);
  for (const { counterparty, lots } of deleverage(state, position.market, { ...takeover, lots: rest })) {
    report(state, position, 'auto_deleveraged', { lots, price, counterparty: counterparty.index });
  }
}

/** L3. @returns the lots that the book, or the fund, could not take. */
function closeInBook(state: EngineState, position: Position, takeover: Takeover): QuantityLots {
  const order = closingOrder(state, position, takeover);
  const [eventsBefore, fundBefore] = [state.events.length, state.insuranceFund];
  match(state, order);
  for (const event of state.events.slice(eventsBefore)) {
    if (event.type === 'trade')
      report(state, position, 'filled', { lots: event.quantity, price: event.price });
  }
  const change = (state.insuranceFund - fundBefore) as Money;
  if (change !== 0) report(state, position, 'insurance_fund', { lots: takeover.lots - order.open, change });
  return order.open;
}

/** The exchange's own order: `takeover` sends what it fetches, against the bankruptcy price, to the fund. */
function closingOrder(state: EngineState, { account, market }: Position, takeover: Takeover): Order {
  const id = state.nextOrderId;
  state.nextOrderId = (id + 1) as OrderId;
  return {
    id,
    clientOrderId: `liquidation-${id}`,
    account,
    market,
    side: takeover.side,
    orderType: 'market',
    price: null,
    stopPrice: null,
    open: takeover.lots,
    timeInForce: 'ioc',
    postOnly: false,
    reduceOnly: false,
    selfTradePrevention: 'cancel_resting',
    takeover,
    isWaiting: false,
    slot: 0,
  };
}

/** A flat account owes what its own last trades lost beyond its balance; the insurance fund pays while it can. */
function payDebt(state: EngineState, account: Account): void {
  const paid = Math.min(-account.balance, state.insuranceFund);
  state.insuranceFund = (state.insuranceFund - paid) as Money;
  account.balance = (account.balance + paid) as Money;
  const position = [...account.positions.values()].find(({ liquidation }) => liquidation !== null);
  if (position !== undefined) report(state, position, 'insurance_fund', { lots: 0, change: -paid as Money });
}

/** At least one tick: a price cannot make good what other positions lost. */
function bankruptcyOf(position: Position): PriceTicks {
  return bankruptcyPrice(position) ?? (1 as PriceTicks);
}

function hasPosition(account: Account): boolean {
  for (const { lots } of account.positions.values()) if (lots !== 0) return true;
  return false;
}

function largestPosition(account: Account): Position {
  const margin = (position: Position) =>
    maintenanceMargin(position.market.spec, exposureAt(position, position.market.markPrice));
  return [...account.positions.values()].reduce((largest, position) =>
    margin(position) > margin(largest) ? position : largest,
  );
}

interface Step {
  readonly lots: number;
  readonly price?: PriceTicks;
  readonly change?: Money;
  readonly counterparty?: Account['index'];
}

function report(state: EngineState, position: Position, stage: Liquidation['stage'], step: Step): void {
  if (position.liquidation === null) return;
  state.changedPositions.add(position);
  state.events.push({
    type: 'liquidation',
    account: position.account.index,
    instrument: position.market.spec.index,
    stage,
    ...position.liquidation,
    quantity: Math.abs(step.lots) as QuantityLots,
    price: step.price ?? null,
    insuranceFundChange: step.change ?? null,
    counterparty: step.counterparty ?? null,
  });
}
