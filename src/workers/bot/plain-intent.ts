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
const isFinite = Number.isFinite;

export function isPlainIntent(intent: unknown): intent is PlainIntent {
  if (typeof intent !== 'object' || intent === null || Object.getPrototypeOf(intent) !== Object.prototype)
    return false;
  const given = intent as Readonly<Record<string, unknown>>;
  switch (given['type']) {
    case 'place':
      return hasOnly(given, isPlaceField) && given['side'] !== undefined && given['quantity'] !== undefined;
    case 'amend':
      return hasOnly(given, isAmendField) && given['clientOrderId'] !== undefined;
    case 'cancel':
      return hasOnly(given, isCancelField) && given['clientOrderId'] !== undefined;
    default:
      return false;
  }
}

type IsField = (name: string, value: unknown) => boolean;

function hasOnly(given: Readonly<Record<string, unknown>>, isField: IsField): boolean {
  for (const name in given) if (name !== 'type' && !isField(name, given[name])) return false;
  return true;
}

function isPlaceField(name: string, value: unknown): boolean {
  switch (name) {
    case 'symbol':
      return typeof value === 'string';
    case 'side':
      return value === 'buy' || value === 'sell';
    case 'quantity':
    case 'price':
      return isFinite(value);
    case 'timeInForce':
      return value === 'gtc' || value === 'ioc' || value === 'fok';
    case 'postOnly':
    case 'reduceOnly':
      return isBoolean(value);
    default:
      return false;
  }
}

function isAmendField(name: string, value: unknown): boolean {
  if (name === 'price' || name === 'quantity') return isFinite(value);
  return isCancelField(name, value);
}

function isCancelField(name: string, value: unknown): boolean {
  return name === 'clientOrderId' && isId(value);
}
