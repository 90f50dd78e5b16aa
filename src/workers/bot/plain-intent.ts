/**
 * Recognizes frequent intents at a fraction of zod's cost. All others are left to zod, which also accepts everything
 * that is accepted here, and describes the mistakes in the rest.
 */
import type { Side } from '../../contract/orders.ts';

/** An intent with only these fields, each of which has a value. */
export type PlainIntent =
  | {
      readonly type: 'place';
      readonly symbol?: string;
      readonly side: Side;
      readonly quantity: number;
      readonly price?: number;
      readonly timeInForce?: 'gtc' | 'ioc' | 'fok';
      readonly postOnly?: boolean;
      readonly reduceOnly?: boolean;
    }
  | {
      readonly type: 'amend';
      readonly clientOrderId: string;
      readonly price?: number;
      readonly quantity?: number;
    }
  | { readonly type: 'cancel'; readonly clientOrderId: string };

const ID_LENGTH_MAX = 36;
const isId = (value: unknown) =>
  typeof value === 'string' && value.length > 0 && value.length <= ID_LENGTH_MAX;
const isBoolean = (value: unknown) => typeof value === 'boolean';

type Check = (value: unknown) => boolean;

const FIELDS: Readonly<Record<PlainIntent['type'], Readonly<Record<string, Check>>>> = {
  place: {
    symbol: (value) => typeof value === 'string',
    side: (value) => value === 'buy' || value === 'sell',
    quantity: Number.isFinite,
    price: Number.isFinite,
    timeInForce: (value) => value === 'gtc' || value === 'ioc' || value === 'fok',
    postOnly: isBoolean,
    reduceOnly: isBoolean,
  },
  amend: { clientOrderId: isId, price: Number.isFinite, quantity: Number.isFinite },
  cancel: { clientOrderId: isId },
};

export function isPlainIntent(intent: unknown): intent is PlainIntent {
  if (typeof intent !== 'object' || intent === null || Object.getPrototypeOf(intent) !== Object.prototype)
    return false;
  const given = intent as Readonly<Record<string, unknown>>;
  const { type } = given;
  if (type !== 'place' && type !== 'amend' && type !== 'cancel') return false;
  const checks = FIELDS[type];
  for (const name in given)
    if (name !== 'type' && (!Object.hasOwn(checks, name) || checks[name]?.(given[name]) !== true))
      return false;
  return type === 'place'
    ? given['side'] !== undefined && given['quantity'] !== undefined
    : given['clientOrderId'] !== undefined;
}
