/**
 * Records of frequent facts, before anything is written into them. A record has all fields from the beginning, and money
 * as doubles, so all facts of a type have one shape.
 */
import { withDoubles } from '../doubles.ts';
import type { EngineEvent } from '../event.ts';

type FrequentType =
  | 'trade'
  | 'fill'
  | 'order_accepted'
  | 'order_amended'
  | 'order_canceled'
  | 'order_update'
  | 'book_update'
  | 'position_update'
  | 'mark_price';

/** A fact whose fields its owner sets. */
type Filled<Fact> = { -readonly [Name in keyof Fact]-?: Fact[Name] };
export type FilledFacts = {
  readonly [Type in FrequentType]: Filled<Extract<EngineEvent, { readonly type: Type }>>;
};

/** Value of a number before it is set. */
const UNSET = 0 as never;

const ofOrder = { account: UNSET, clientOrderId: '', orderId: UNSET, instrument: UNSET };

export const BLANK_FACTS: { readonly [Type in FrequentType]: () => FilledFacts[Type] } = {
  trade: () =>
    withDoubles<FilledFacts['trade']>(
      {
        type: 'trade',
        tradeId: UNSET,
        instrument: UNSET,
        price: UNSET,
        quantity: UNSET,
        aggressor: 'buy',
        buyAccount: UNSET,
        sellAccount: UNSET,
        buyOrderId: UNSET,
        sellOrderId: UNSET,
        liquidation: false,
        buyFee: UNSET,
        sellFee: UNSET,
      },
      ['buyFee', 'sellFee'],
    ),
  fill: () =>
    withDoubles<FilledFacts['fill']>(
      {
        type: 'fill',
        ...ofOrder,
        tradeId: UNSET,
        side: 'buy',
        price: UNSET,
        quantity: UNSET,
        remainingQuantity: UNSET,
        liquidity: 'maker',
        fee: UNSET,
      },
      ['fee'],
    ),
  order_accepted: () => ({
    type: 'order_accepted',
    ...ofOrder,
    side: 'buy',
    orderType: 'limit',
    price: null,
    stopPrice: null,
    quantity: UNSET,
  }),
  order_amended: () => ({
    type: 'order_amended',
    ...ofOrder,
    price: null,
    stopPrice: undefined,
    quantity: UNSET,
    keptPriority: false,
  }),
  order_canceled: () => ({ type: 'order_canceled', ...ofOrder, remainingQuantity: UNSET, cause: 'user' }),
  order_update: () => ({
    type: 'order_update',
    instrument: UNSET,
    orderId: UNSET,
    account: UNSET,
    side: 'buy',
    price: UNSET,
    quantity: UNSET,
    priority: UNSET,
  }),
  book_update: () => ({ type: 'book_update', instrument: UNSET, bids: [], asks: [] }),
  position_update: () =>
    withDoubles<FilledFacts['position_update']>(
      {
        type: 'position_update',
        account: UNSET,
        instrument: UNSET,
        quantity: UNSET,
        costBasis: UNSET,
        markPrice: UNSET,
        realizedPnl: UNSET,
        unrealizedPnl: UNSET,
        feesPaid: UNSET,
        balance: UNSET,
        equity: UNSET,
        marginMode: 'cross',
        isolatedMargin: null,
        initialMargin: UNSET,
        maintenanceMargin: UNSET,
        liquidationPrice: null,
        bankruptcyPrice: null,
        fundingPaid: UNSET,
      },
      [
        'costBasis',
        'realizedPnl',
        'unrealizedPnl',
        'feesPaid',
        'balance',
        'equity',
        'initialMargin',
        'maintenanceMargin',
        'fundingPaid',
      ],
    ),
  mark_price: () => ({
    type: 'mark_price',
    instrument: UNSET,
    price: UNSET,
    lastPrice: null,
    bestBid: null,
    bestAsk: null,
    index: null,
    reference: null,
    lowerLimit: null,
    upperLimit: null,
  }),
};

/** Ends the references of a fact to objects of its command, for the types that have such references. */
export const FORGET: { readonly [Type in FrequentType]?: (fact: FilledFacts[Type]) => void } = {
  fill: forgetName,
  order_accepted: forgetName,
  order_amended: forgetName,
  order_canceled: forgetName,
};

function forgetName(fact: { clientOrderId: string }): void {
  fact.clientOrderId = '';
}
