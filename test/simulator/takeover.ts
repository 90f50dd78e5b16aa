/** Takes one position over, in part (L7) or whole, closes it in the book, and deleverages the rest (L2–L4). */
import { bankruptcyPriceOf, equityOf, exposureOf, unrealized } from './margins.ts';
import { allowed, canTrade, endPairByTrade, fill, removeWhenDone } from './matching.ts';
import { partOf } from './partial-takeover.ts';
import { changePosition } from './positions.ts';
import { leaveBehind, limitsOf } from './price-limits.ts';
import { lotsOf, type FillAt } from './requirement.ts';
import {
  at,
  copyOf,
  opposite,
  poolOf,
  queue,
  signed,
  worth,
  type AuditAccount,
  type AuditOrder,
  type AuditState,
  type Predicted,
  type StartedPosition,
} from './exchange-state.ts';

type Stage = Extract<Predicted, { type: 'liquidation' }>;

export function reportStage(
  state: AuditState,
  position: Readonly<StartedPosition>,
  what: Pick<Stage, 'stage' | 'quantity'> & Partial<Stage>,
): void {
  state.events.push({
    type: 'liquidation',
    ...position,
    price: null,
    insuranceFundChange: null,
    counterparty: null,
    ...what,
  });
}

/** L2. Chosen: a flat account in debt reports one tick, too. */
export function takeoverPrice(state: AuditState, account: AuditAccount, instrument: number): number {
  return bankruptcyPriceOf(state, account, instrument) ?? 1;
}

export function takeOver(state: AuditState, position: StartedPosition): void {
  const account = at(state.accounts, position.account);
  const lots = Math.abs(at(account.positions, position.instrument).lots);
  position.bankruptcyPrice = takeoverPrice(state, account, position.instrument);
  const { instrument, bankruptcyPrice: price } = position;
  const part = at(state.markets, instrument).spec.liquidation === 'steps' ? partOf(state, position) : null;
  if (part !== null) {
    if (closesInBook(state, position, part)) {
      state.courses.add('a liquidation takes over a part');
      take(state, position, part);
      return;
    }
    state.courses.add('the book does not take the part');
  }
  const left = take(state, position, { quantity: lots, price });
  deleverage(state, position, left);
}

/** L7: the whole part in the book, at its price or better. */
function closesInBook(state: AuditState, position: StartedPosition, part: FillAt): boolean {
  const copy = copyOf(state);
  take(copy, { ...position }, part);
  const fills = copy.events.flatMap((event) => (event.type === 'trade' ? [event] : []));
  const isWorse = ({ price }: FillAt) => signed(position.side, price - part.price) < 0;
  return lotsOf(fills) === part.quantity && !fills.some(isWorse);
}

/** @returns the lots that neither book nor fund could take */
function take(state: AuditState, position: StartedPosition, part: FillAt): number {
  const { quantity, price } = part;
  const change = -signed(position.side, quantity);
  changePosition(state, position.account, position.instrument, change, price);
  reportStage(state, position, { stage: 'taken_over', quantity, price });
  return closeInBook(state, position, part);
}

/**
 * L3. Chosen: the `filled` steps follow the last trade.
 * @returns the lots that neither book nor fund could take
 */
function closeInBook(state: AuditState, position: StartedPosition, part: FillAt): number {
  state.lastOrderId += 1;
  const fills: FillAt[] = [];
  const fundBefore = state.insuranceFund;
  let left = part.quantity;
  for (;;) {
    const resting = bestWithinLimits(state, position);
    if (resting === null || left === 0) break;
    if (leaveBehind(state, resting)) continue;
    const affordable = affordableLots(state, position, part.price, resting.price ?? 0);
    if (affordable === 0) break;
    if (!canTrade(state, resting, Math.min(left, affordable))) continue;
    const quantity = Math.min(left, allowed(state, resting), affordable);
    const gain = gainPerLot(state, position, part.price, resting.price ?? 0);
    tradeWithExchange(state, position, resting, quantity);
    state.insuranceFund += BigInt(quantity) * gain;
    removeWhenDone(state, resting);
    fills.push({ quantity, price: resting.price ?? 0 });
    left -= quantity;
  }
  for (const step of fills) reportStage(state, position, { stage: 'filled', ...step });
  const change = Number(state.insuranceFund - fundBefore);
  if (change !== 0) {
    reportStage(state, position, {
      stage: 'insurance_fund',
      quantity: part.quantity - left,
      insuranceFundChange: change,
    });
  }
  return left;
}

/** The next order that the exchange's order meets (P4); null: none. */
function bestWithinLimits(state: AuditState, { instrument, side }: StartedPosition): AuditOrder | null {
  const best = queue(state, instrument, side)[0];
  const limits = limitsOf(at(state.markets, instrument));
  if (best === undefined || best.price === null) return null;
  if (limits === null) return best;
  const isWithin = side === 'buy' ? best.price >= limits[0] : best.price <= limits[1];
  return isWithin ? best : null;
}

/** Lots that the fund can afford to trade at a price. */
function affordableLots(
  state: AuditState,
  position: StartedPosition,
  takenAt: number,
  price: number,
): number {
  const gain = gainPerLot(state, position, takenAt, price);
  return gain >= 0n ? Infinity : Number(state.insuranceFund / -gain);
}

function gainPerLot(
  state: AuditState,
  { instrument, side }: StartedPosition,
  takenAt: number,
  price: number,
): bigint {
  return worth(at(state.markets, instrument).spec, signed(side, 1), price - takenAt);
}

/** The trade names the account that lost the position; the exchange itself gets no `fill` and pays no fee. */
function tradeWithExchange(
  state: AuditState,
  position: StartedPosition,
  resting: AuditOrder,
  quantity: number,
): void {
  const price = resting.price ?? 0;
  const exchange = { account: position.account, id: state.lastOrderId };
  const [buy, sell] = resting.side === 'buy' ? [resting, exchange] : [exchange, resting];
  state.lastTradeId += 1;
  at(state.markets, position.instrument).lastPrice = price;
  const place = state.events.length;
  const fee = fill(state, resting, quantity, price, 'maker');
  state.events.splice(place, 0, {
    type: 'trade',
    tradeId: state.lastTradeId,
    instrument: position.instrument,
    price,
    quantity,
    aggressor: opposite(position.side),
    buyAccount: buy.account,
    sellAccount: sell.account,
    buyOrderId: buy.id,
    sellOrderId: sell.id,
    liquidation: true,
    buyFee: resting === buy ? fee : 0,
    sellFee: resting === sell ? fee : 0,
  });
  endPairByTrade(state, resting);
}

/** L4. */
function deleverage(state: AuditState, position: StartedPosition, lots: number): void {
  const { instrument, side, bankruptcyPrice: price } = position;
  let left = lots;
  for (const account of ranking(state, position)) {
    if (left === 0) return;
    const has = at(account.positions, instrument).lots;
    const quantity = Math.min(left, Math.abs(has));
    changePosition(state, account.index, instrument, signed(side, quantity), price);
    left -= quantity;
    reportStage(state, position, {
      stage: 'auto_deleveraged',
      quantity,
      price,
      counterparty: account.index,
    });
  }
}

/** Accounts with an opposite position: the highest score first, ties to the older account. */
function ranking(state: AuditState, { instrument, side }: StartedPosition): AuditAccount[] {
  return state.accounts
    .filter(({ positions }) => signed(side, at(positions, instrument).lots) < 0)
    .map((account) => ({ account, score: scoreOf(state, account, instrument) }))
    .sort((a, b) => compareScores(b.score, a.score) || a.account.index - b.account.index)
    .map(({ account }) => account);
}

/** A fraction: `over / under`. */
interface Score {
  readonly over: bigint;
  readonly under: bigint;
}

/** Profit over cost × exposure over equity, at the mark price; equity below one unit counts as one. */
function scoreOf(state: AuditState, account: AuditAccount, instrument: number): Score {
  const { cost } = at(account.positions, instrument);
  const equity = equityOf(state, poolOf(account, instrument));
  return {
    over: unrealized(state, account, instrument) * exposureOf(state, account, instrument),
    under: (cost < 0n ? -cost : cost) * (equity < 1n ? 1n : equity),
  };
}

function compareScores(a: Score, b: Score): number {
  const left = a.over * b.under;
  const right = b.over * a.under;
  return left < right ? -1 : left > right ? 1 : 0;
}
