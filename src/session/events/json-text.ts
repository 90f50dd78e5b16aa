/** The constant parts of messages, as bytes: a text is copied whole, four bytes at a time. */

/** The bytes of a text in little-endian words; the last word ends with zeros. */
export interface Text {
  readonly words: Uint32Array;
  /** In bytes. */
  readonly length: number;
}

export const WORD_BYTES = 4;

export function ascii(text: string): Text {
  return inWords(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

/** A JSON string. */
export function quoted(text: string): Text {
  return inWords(Buffer.from(JSON.stringify(text)));
}

function inWords(bytes: Uint8Array): Text {
  const count = Math.ceil(bytes.length / WORD_BYTES);
  const view = new DataView(new ArrayBuffer(count * WORD_BYTES));
  for (const [at, byte] of bytes.entries()) view.setUint8(at, byte);
  const words = Uint32Array.from({ length: count }, (_, index) => view.getUint32(index * WORD_BYTES, true));
  return { words, length: bytes.length };
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

function keys<Name extends string>(...names: readonly Name[]): Readonly<Record<Name, Text>> {
  const named = names.map((name) => [name, ascii(`,"${name}":`)] as const);
  return Object.fromEntries(named) as Record<Name, Text>;
}
