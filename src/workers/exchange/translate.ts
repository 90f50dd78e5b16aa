/** Translates requests in decimals to commands in integers. A value off the grid is rejected, never rounded. */
import {
  fromUnits,
  toUnits,
  type AccountIndex,
  type Grid,
  type InstrumentIndex,
  type OrderId,
} from '../../contract/units.ts';
import type { InstrumentSpec, Money, PriceTicks, QuantityLots, RejectCode } from '../../contract/index.ts';
import type {
  AmendOrder,
  CancelAll,
  CancelOrder,
  PlaceOrder,
  Request,
  SetIndex,
  SetMargin,
} from '../../contract/orders.ts';
import {
  findOrder,
  type Command,
  type EngineState,
  type OrderReference,
  type Refusal,
} from '../../engine/index.ts';

/** Thrown and caught within this file only. */
class Refused extends Error {
  readonly refusal: Refusal;

  constructor(code: RejectCode, reason: string) {
    super(reason);
    this.refusal = { code, reason };
  }
}

export type TradingRequest = Exclude<Request, { type: 'login' | 'ping' }>;

/** The command is valid until the next request is translated. */
export function toCommand(
  state: EngineState,
  account: AccountIndex,
  request: TradingRequest,
): Command | Refusal {
  try {
    return translate(state, account, request);
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

function translate(state: EngineState, account: AccountIndex, request: TradingRequest): Command {
  switch (request.type) {
    case 'place_order':
      return placeOrder(state, account, request);
    case 'cancel_order':
      return { type: 'cancel_order', account, order: referenceOf(request) };
    case 'amend_order':
      return amendOrder(state, account, request);
    case 'cancel_all':
      return cancelAll(state, account, request);
    case 'set_margin':
      return setMargin(state, account, request);
    case 'set_index':
      return setIndex(state, account, request);
    case 'set_phase': {
      const instrument = specOf(state, request.symbol).index;
      return { type: 'set_phase', account, instrument, action: request.action };
    }
  }
}

type Placing = Extract<Command, { readonly type: 'place_order' }>;

/** Command of every order without rare terms. An order of every frame would otherwise allocate one. */
const PLACING: { -readonly [Name in keyof Placing]: Placing[Name] } = {
  type: 'place_order',
  account: 0 as AccountIndex,
  clientOrderId: '',
  instrument: 0 as InstrumentIndex,
  side: 'buy',
  orderType: 'limit',
  price: null,
  stopPrice: null,
  quantity: 0 as QuantityLots,
  timeInForce: 'gtc',
  postOnly: false,
  reduceOnly: false,
  selfTradePrevention: 'cancel_resting',
};

function placeOrder(state: EngineState, account: AccountIndex, request: PlaceOrder): Command {
  const { trailingOffset, oco } = request;
  const spec = specOf(state, request.symbol);
  const isPlain = trailingOffset === undefined && oco === undefined;
  const command = isPlain ? PLACING : { ...PLACING };
  command.account = account;
  command.clientOrderId = request.clientOrderId;
  command.instrument = spec.index;
  command.side = request.side;
  command.orderType = request.orderType;
  command.price = priceOf(spec, 'price', request.price);
  command.stopPrice = priceOf(spec, 'stopPrice', request.stopPrice);
  command.quantity = quantityOf(spec, request.quantity) as QuantityLots;
  command.timeInForce = request.timeInForce ?? 'gtc';
  command.postOnly = request.postOnly ?? false;
  command.reduceOnly = request.reduceOnly ?? false;
  command.selfTradePrevention = request.selfTradePrevention ?? 'cancel_resting';
  if (trailingOffset !== undefined) command.trailingOffset = priceOf(spec, 'trailingOffset', trailingOffset);
  if (oco !== undefined) command.oco = oco;
  return command;
}

/**
 * Translates an amendment. An unknown order has no grid for its new terms, so only their sign is checked, and the
 * engine rejects it.
 */
function amendOrder(state: EngineState, account: AccountIndex, request: AmendOrder): Command {
  const reference = referenceOf(request);
  const spec = findOrder(state, account, reference)?.market.spec;
  refuseSign('INVALID_PRICE', 'price', request.price);
  refuseSign('INVALID_PRICE', 'stopPrice', request.stopPrice);
  refuseSign('INVALID_QUANTITY', 'quantity', request.quantity);
  return {
    type: 'amend_order',
    account,
    order: reference,
    price: spec === undefined ? null : priceOf(spec, 'price', request.price),
    quantity: spec === undefined ? null : quantityOf(spec, request.quantity),
    ...(spec !== undefined &&
      request.stopPrice !== undefined && { stopPrice: priceOf(spec, 'stopPrice', request.stopPrice) }),
  };
}

function cancelAll(state: EngineState, account: AccountIndex, request: CancelAll): Command {
  const instrument = request.symbol === undefined ? null : specOf(state, request.symbol).index;
  return { type: 'cancel_all', account, instrument, cause: 'user' };
}

function setMargin(state: EngineState, account: AccountIndex, request: SetMargin): Command {
  const { symbol, mode, margin } = request;
  const instrument = specOf(state, symbol).index;
  return { type: 'set_margin', account, instrument, mode, margin: moneyOf(state.moneyGrid, margin) };
}

/** Translates an index price. The price of another venue may be off the grid, so the nearest tick counts. */
function setIndex(state: EngineState, account: AccountIndex, { symbol, price }: SetIndex): Command {
  const spec = specOf(state, symbol);
  refuseSign('INVALID_PRICE', 'price', price);
  const ticks = Math.max(1, Math.round(price / fromUnits(spec.priceGrid, 1)));
  return { type: 'set_index', account, instrument: spec.index, price: ticks as PriceTicks };
}

function moneyOf(grid: Grid, margin: number | undefined): Money | null {
  if (margin === undefined) return null;
  const units = toUnits(grid, margin);
  if (units !== null) return units as Money;
  throw new Refused(
    'INVALID_QUANTITY',
    `margin ${margin} is not a multiple of the money unit ${fromUnits(grid, 1)}, or more than can be counted.`,
  );
}

function referenceOf(request: CancelOrder | AmendOrder): OrderReference {
  const { clientOrderId, orderId } = request;
  return clientOrderId === undefined ? { orderId: orderId as OrderId } : { clientOrderId };
}

function specOf(state: EngineState, symbol: string): InstrumentSpec {
  for (const { spec } of state.markets) if (spec.symbol === symbol) return spec;
  const known = state.markets.map(({ spec }) => spec.symbol).join(', ');
  throw new Refused('UNKNOWN_SYMBOL', `symbol ${symbol} is not traded here; there is ${known}.`);
}

function priceOf(spec: InstrumentSpec, name: string, price: number | undefined): PriceTicks | null {
  if (price === undefined) return null;
  return stepsOf(spec.priceGrid, 'INVALID_PRICE', name, 'tick', price) as PriceTicks;
}

function quantityOf(spec: InstrumentSpec, quantity: number | undefined): QuantityLots | null {
  if (quantity === undefined) return null;
  return stepsOf(spec.quantityGrid, 'INVALID_QUANTITY', 'quantity', 'lot', quantity) as QuantityLots;
}

function stepsOf(grid: Grid, code: RejectCode, name: string, step: string, value: number): number {
  const size = fromUnits(grid, 1);
  refuseSign(code, name, value);
  const steps = toUnits(grid, value);
  if (steps !== null && steps > 0) return steps;
  const below = Math.floor(value / size);
  if (!Number.isSafeInteger(below + 1))
    throw new Refused(code, `${name} ${value} is more than the exchange can count.`);
  const nearest =
    below === 0 ? fromUnits(grid, 1) : `${fromUnits(grid, below)} or ${fromUnits(grid, below + 1)}`;
  throw new Refused(
    code,
    `${name} ${value} is not a multiple of the ${step} size ${size}; the nearest is ${nearest}.`,
  );
}

function refuseSign(code: RejectCode, name: string, value: number | undefined): void {
  if (value !== undefined && value <= 0) throw new Refused(code, `${name} ${value} is not above 0.`);
}
