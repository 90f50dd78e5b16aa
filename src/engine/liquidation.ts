/**
 * Liquidation. Rules L1–L7 and H7. Everything happens within the command that caused it, and each step is an event.
 *
 * The exchange liquidates a margin account: everything that cross margin backs, or one isolated position (R3).
 *
 * L1. A margin account whose equity is below maintenance margin loses its open orders. If the following mark prices
 * restore its margin, nothing more happens.
 * L2. Otherwise the exchange takes over its positions, the one with the largest maintenance margin first, each at its
 * bankruptcy price, until the margin is restored or the account is flat.
 * L3. A position taken over is closed in the book at once. Fills better than the bankruptcy price pay into the
 * insurance fund. The fund pays for worse ones, as far as its money lasts. The exchange pays no fee.
 * L4. The rest is closed against the opposite positions (deleveraging.ts).
 * L5. The account with the worst margin ratio at the current mark prices goes first, ties by age.
 * L6. An account that is judged sound waits until a mark price reaches one of its triggers (margin-index.ts).
 * L7. Before L2, where the instrument asks for it, the exchange takes over only the lots that restore the margin
 * (liquidation-step.ts).
 * H7. A position in a market that is not continuous is not taken over. It waits until the market is continuous.
 */
import type { Money, OrderId, PriceTicks, QuantityLots } from '../contract/index.ts';
import { assert } from './arithmetic.ts';
import { closingOrder } from './closing-order.ts';
import { deleverage } from './deleveraging.ts';
import type { Liquidation } from './event.ts';
import { closeAt, equityOf, hasPosition, reportLater } from './ledger.ts';
import { cancel } from './lifecycle.ts';
import { shorten, sortFew } from './lists.ts';
import { bankruptcyPrice } from './liquidation-price.ts';
import { stepOf } from './liquidation-step.ts';
import { exposureAt, maintenanceMargin, maintenanceOf, slackOf } from './margin.ts';
import { match } from './matching.ts';
import { isContinuous } from './phases.ts';
import type { Account, EngineState, MarginAccount, Position, Takeover } from './state.ts';

/** Takes one step with the worst account. @returns true when there was one; mark prices may then have moved */
export function liquidate(state: EngineState): boolean {
  const margin = worstBreached(state);
  if (margin === null) return false;
  if (!margin.isLiquidating) begin(state, margin);
  if (hasOrders(margin)) cancelOrders(state, margin);
  else if (hasPosition(margin)) takeOver(state, largest(takeable(margin)));
  else payDebt(state, margin);
  return true;
}

/**
 * The worst account below maintenance margin. Forgets the suspects that are sound, and ends the liquidations of those
 * whose margin is restored.
 */
function worstBreached(state: EngineState): MarginAccount | null {
  const { suspects } = state;
  if (suspects.length === 0) return null;
  let worst: MarginAccount | null = null;
  let breached = 0;
  sortFew(suspects, byAge);
  for (const margin of suspects) {
    const slack = slackOf(margin);
    if (slack >= 0 || isBeyondHelp(state, margin)) {
      clear(state, margin, slack);
      continue;
    }
    suspects[breached] = margin;
    breached += 1;
    if (worst === null || isWorse(margin, worst)) worst = margin;
  }
  shorten(suspects, breached);
  return worst;
}

/**
 * Older accounts first. Within an account, cross margin first, then isolated margin in the order of the instruments.
 */
function byAge(a: MarginAccount, b: MarginAccount): number {
  return a.account.index - b.account.index || placeOf(a) - placeOf(b);
}

function placeOf({ mode, positions }: MarginAccount): number {
  return mode === 'cross' ? -1 : (positions[0]?.market.spec.index ?? -1);
}

/**
 * True for an account that is flat with a debt that the empty fund cannot pay, or that has only positions that wait
 * (H7).
 */
function isBeyondHelp(state: EngineState, margin: MarginAccount): boolean {
  if (hasOrders(margin)) return false;
  return hasPosition(margin) ? takeable(margin).length === 0 : state.insuranceFund === 0;
}

/**
 * True for a lower ratio of equity to maintenance margin, compared exactly. The other account is older, which decides
 * ties.
 */
function isWorse(margin: MarginAccount, other: MarginAccount): boolean {
  const ratio = BigInt(equityOf(margin)) * BigInt(maintenanceOf(other));
  const otherRatio = BigInt(equityOf(other)) * BigInt(maintenanceOf(margin));
  return ratio < otherRatio;
}

function clear(state: EngineState, margin: MarginAccount, slack: number): void {
  margin.isSuspect = false;
  divideSlack(margin, slack);
  if (!margin.isLiquidating) return;
  margin.isLiquidating = false;
  for (const position of margin.positions) {
    report(state, position, 'completed', { lots: position.lots });
    position.liquidation = null;
  }
}

/** L6: divides the slack, so that the account is judged again when a mark price reaches one of its triggers. */
export function divideSlack({ positions }: MarginAccount, slack: number): void {
  let open = 0;
  for (const { lots } of positions) if (lots !== 0) open += 1;
  const share = open === 0 ? 0 : Math.floor(slack / open);
  for (const position of positions) position.market.marginIndex.put(position, share);
}

function begin(state: EngineState, margin: MarginAccount): void {
  margin.isLiquidating = true;
  const isFlat = !hasPosition(margin);
  for (const position of margin.positions) {
    if (!isFlat && position.lots === 0) continue;
    position.liquidation = {
      side: position.lots >= 0 ? 'buy' : 'sell',
      bankruptcyPrice: bankruptcyOf(position),
    };
    report(state, position, 'started', { lots: position.lots });
  }
}

/** L1: cancels the open orders. */
function cancelOrders(state: EngineState, margin: MarginAccount): void {
  for (const position of margin.positions) {
    if (position.orderCount === 0) continue;
    const orders = margin.account.orders.valuesIn(position);
    const lots = orders.reduce((sum, { open }) => sum + open, 0);
    // M14: an order may have ended with the other one of its pair.
    for (const order of orders) if (order.open > 0) cancel(state, order, 'liquidation');
    report(state, position, 'orders_canceled', { lots });
  }
}

/** L7 or L2, followed by L3 and L4 for the position taken over. */
function takeOver(state: EngineState, position: Position): void {
  const bankruptcy = bankruptcyOf(position);
  const step = stepOf(state, position);
  const takeover = step ?? wholeOf(position, bankruptcy);
  if (position.liquidation !== null)
    position.liquidation = { ...position.liquidation, bankruptcyPrice: bankruptcy };
  const { lots, price } = takeover;
  report(state, position, 'taken_over', { lots, price });
  closeAt(state, position, lots, price);
  const fundBefore = state.insuranceFund;
  const rest = closeInBook(state, position, takeover);
  const isFree = rest === 0 && state.insuranceFund >= fundBefore;
  assert(step === null || isFree, 'a step of a liquidation cost the fund, or was not filled');
  closeAgainstOthers(state, position, { ...takeover, lots: rest });
}

function wholeOf({ lots }: Position, price: PriceTicks): Takeover {
  return { side: lots > 0 ? 'sell' : 'buy', lots: Math.abs(lots) as QuantityLots, price };
}

/** L3. @returns the lots that neither the book nor the fund could take */
function closeInBook(state: EngineState, position: Position, takeover: Takeover): QuantityLots {
  const order = closingOrder(state, position, takeover, null);
  state.nextOrderId = (order.id + 1) as OrderId;
  const { facts, insuranceFund: fundBefore } = state;
  const matchAt = facts.count;
  match(state, order);
  const matchEnd = facts.count;
  for (let index = matchAt; index < matchEnd; index += 1) {
    const fact = facts.at(index);
    if (fact.type === 'trade') report(state, position, 'filled', { lots: fact.quantity, price: fact.price });
  }
  const change = (state.insuranceFund - fundBefore) as Money;
  if (change !== 0) report(state, position, 'insurance_fund', { lots: takeover.lots - order.open, change });
  return order.open;
}

/** L4: closes what neither the book nor the fund could take. */
function closeAgainstOthers(state: EngineState, position: Position, rest: Takeover): void {
  for (const { counterparty, lots } of deleverage(state, position.market, rest)) {
    const { price } = rest;
    report(state, position, 'auto_deleveraged', { lots, price, counterparty: counterparty.index });
  }
}

/** Pays the debt of a flat account, whose last trades lost more than its balance, as far as the insurance fund can. */
function payDebt(state: EngineState, margin: MarginAccount): void {
  const paid = Math.min(-margin.balance, state.insuranceFund);
  state.insuranceFund = (state.insuranceFund - paid) as Money;
  margin.balance = (margin.balance + paid) as Money;
  const position = margin.positions.find(({ liquidation }) => liquidation !== null);
  if (position !== undefined) report(state, position, 'insurance_fund', { lots: 0, change: -paid as Money });
}

/** Bankruptcy price, at least one tick, because no price can make up for the losses of other positions. */
function bankruptcyOf(position: Position): PriceTicks {
  return bankruptcyPrice(position) ?? (1 as PriceTicks);
}

function hasOrders({ positions }: MarginAccount): boolean {
  return positions.some(({ orderCount }) => orderCount > 0);
}

/** H7: open positions in continuous markets. */
function takeable({ positions }: MarginAccount): readonly Position[] {
  return positions.filter(({ lots, market }) => lots !== 0 && isContinuous(market));
}

function largest(positions: readonly Position[]): Position {
  const margin = (position: Position) =>
    maintenanceMargin(position.market.spec, exposureAt(position, position.market.markPrice));
  return positions.reduce((largest, position) => (margin(position) > margin(largest) ? position : largest));
}

interface TakeoverStep {
  readonly lots: number;
  readonly price?: PriceTicks;
  readonly change?: Money;
  readonly counterparty?: Account['index'];
}

function report(
  state: EngineState,
  position: Position,
  stage: Liquidation['stage'],
  step: TakeoverStep,
): void {
  if (position.liquidation === null) return;
  reportLater(state, position);
  state.facts.add({
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
