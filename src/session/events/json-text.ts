/** The constant parts of messages, as bytes: a word is copied whole, not character by character. */

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** A JSON string. */
export function quoted(text: string): Uint8Array {
  return Buffer.from(JSON.stringify(text));
}

/** The text before the value of a field that is not the object's first: `,"price":`. */
export const KEY = keys(
  'account',
  'aggressor',
  'averageEntryPrice',
  'balance',
  'bankruptcyPrice',
  'bestAsk',
  'bestBid',
  'buyAccount',
  'buyOrderId',
  'cause',
  'clientOrderId',
  'counterparty',
  'equity',
  'fee',
  'feesPaid',
  'fundingPaid',
  'index',
  'initialMargin',
  'imbalance',
  'insuranceFundChange',
  'isolatedMargin',
  'keptPriority',
  'lastPrice',
  'liquidation',
  'liquidationPrice',
  'liquidity',
  'lowerLimit',
  'maintenanceMargin',
  'margin',
  'marginMode',
  'markPrice',
  'mode',
  'nextTime',
  'orderId',
  'orderType',
  'payment',
  'predictedRate',
  'premium',
  'phase',
  'price',
  'priority',
  'quantity',
  'queueAhead',
  'rate',
  'realizedPnl',
  'reference',
  'remainingQuantity',
  'requestId',
  'sellAccount',
  'sellOrderId',
  'side',
  'stage',
  'stopPrice',
  'symbol',
  'time',
  'tradeId',
  'unrealizedPnl',
  'upperLimit',
  'until',
);

/** The end of an object. */
export const END = ascii('}');

function keys<Name extends string>(...names: readonly Name[]): Readonly<Record<Name, Uint8Array>> {
  const named = names.map((name) => [name, ascii(`,"${name}":`)] as const);
  return Object.fromEntries(named) as Record<Name, Uint8Array>;
}
