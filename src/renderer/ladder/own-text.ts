/** Text for an account's orders in a row. */
import { formatQuantity } from '../format/numbers.ts';
import type { OwnRow } from './own-orders.ts';

/**
 * Sentence about the own orders of a row, for example `ann has 0.500 here in 2 orders; 3rd of 7 in the queue, 1.250
 * ahead`.
 */
export function ownText(account: string, { quantity, count, place }: OwnRow, lotSize: number): string {
  const orders = count === 1 ? '' : ` in ${count} orders`;
  const first = count === 1 ? '' : 'the first is ';
  const ahead = place.number === 1 ? 'nothing ahead' : `${formatQuantity(place.ahead, lotSize)} ahead`;
  const unknown =
    place.unknown > 0 ? `, and ${formatQuantity(place.unknown, lotSize)} there is of unknown orders` : '';
  return `${account} has ${formatQuantity(quantity, lotSize)} here${orders}; ${first}${ordinal(place.number)} of ${place.of} in the queue, ${ahead}${unknown}`;
}

/** Place in the queue, for example `#3`, with a question mark when unknown orders may be ahead. */
export function placeText({ place }: OwnRow): string {
  return `#${place.number}${place.unknown > 0 ? '?' : ''}`;
}

const ENDINGS: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };
const RULES = new Intl.PluralRules('en', { type: 'ordinal' });

function ordinal(number: number): string {
  return `${number}${ENDINGS[RULES.select(number)] ?? 'th'}`;
}
