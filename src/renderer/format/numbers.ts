/**
 * Formats numbers for the screen. They have the grouping and the decimal point of the user's locale, thin spaces
 * between groups, a real minus sign, and as many decimals as the step, so columns of tabular digits align at the point.
 */
import { gridOf } from '../../contract/units.ts';

export const THIN_SPACE = '\u2009';
export const MINUS = '\u2212';
/** Text for a missing value. */
export const NONE = '\u2013';
export const MONEY_DECIMALS = 2;

type Maybe = number | null | undefined;

const decimalsByStep = new Map<number, number>();

/** Digits after the point of a tick or lot. */
export function decimalsOf(step: number): number {
  let decimals = decimalsByStep.get(step);
  if (decimals === undefined) {
    decimals = gridOf(step).decimals;
    decimalsByStep.set(step, decimals);
  }
  return decimals;
}

export function formatPrice(price: Maybe, tickSize: number): string {
  return formatFixed(price, decimalsOf(tickSize));
}

export function formatQuantity(quantity: Maybe, lotSize: number): string {
  return formatFixed(quantity, decimalsOf(lotSize));
}

/** Number of characters that fit beside a price of the order book. */
const RESTING_CHARACTERS_MAX = 9;

/** Quantity of a level. A longer one is shortened, because a number that is cut off reads as another number. */
export function formatResting(quantity: number, lotSize: number): string {
  const text = formatQuantity(quantity, lotSize);
  return quantity >= 1_000 && text.length > RESTING_CHARACTERS_MAX ? formatCompact(quantity) : text;
}

/** An average price lies between ticks, so it has one digit more than the tick, and at least those of money. */
export function formatAveragePrice(price: Maybe, tickSize: number): string {
  return formatFixed(price, Math.max(decimalsOf(tickSize) + 1, MONEY_DECIMALS));
}

export function formatMoney(money: Maybe): string {
  return formatFixed(money, MONEY_DECIMALS);
}

/** Text with a plus sign for a gain. */
export function formatSignedMoney(money: Maybe): string {
  return formatSigned(money, MONEY_DECIMALS);
}

/** Text with a sign, or without one when the value rounds to 0. */
export function formatSigned(value: Maybe, decimals: number): string {
  return withPlus(formatFixed(value, decimals), value);
}

/** Text with a plus sign for a long position. */
export function formatPosition(quantity: Maybe, lotSize: number): string {
  return withPlus(formatQuantity(quantity, lotSize), quantity);
}

export function formatCount(count: number): string {
  return formatFixed(count, 0);
}

/** Text with at most four digits, with k, M and G: `0.25`, `12.3`, `345`, `1.2k`. Only 0 is `0.00`. */
export function formatCompact(value: number): string {
  for (const [unit, size] of COMPACT_UNITS)
    if (value >= 999.5 * size) return `${figures(value / (size * 1_000))}${unit}`;
  if (value > 0 && value < 0.000_5) return '<0.001';
  return value > 0 && value < 0.01 ? formatFixed(value, 3) : figures(value);
}

const COMPACT_UNITS = [
  ['G', 1e6],
  ['M', 1e3],
  ['k', 1],
] as const;

/** Three digits, at most two of them after the point. */
function figures(value: number): string {
  return formatFixed(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

export function formatFixed(value: Maybe, decimals: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const digits = fraction === undefined ? grouped(whole) : `${grouped(whole)}${LOCALE.point}${fraction}`;
  return value < 0 && /[1-9]/.test(digits) ? MINUS + digits : digits;
}

export interface NumberLocale {
  readonly point: string;
  /** Matches the positions at which a group of digits begins. */
  readonly groups: RegExp;
}

/**
 * Number format of a locale. Digits stay 0 to 9 in every locale, because these are tabular. Undefined: the user's
 * locale.
 */
export function numberLocale(locale?: string): NumberLocale {
  const parts = new Intl.NumberFormat(locale, { numberingSystem: 'latn' }).formatToParts(1_234_567.8);
  const whole = parts.filter(({ type }) => type === 'integer');
  // Lakh and crore: after the last three digits, groups have two.
  const isIndian = whole.length > 2 && whole.at(-2)?.value.length === 2;
  return {
    point: parts.find(({ type }) => type === 'decimal')?.value ?? '.',
    groups: isIndian ? /\B(?=(?:\d{2})*\d{3}$)/g : /\B(?=(?:\d{3})+$)/g,
  };
}

const LOCALE = numberLocale();

export function grouped(whole: string, { groups }: NumberLocale = LOCALE): string {
  return whole.replace(groups, THIN_SPACE);
}

export type Tone = 'up' | 'down' | 'flat';

/** Colour of a number with a sign. One that rounds to 0 has no sign, and no colour. */
export function toneOf(text: string): Tone {
  if (text.startsWith('+')) return 'up';
  return text.startsWith(MINUS) ? 'down' : 'flat';
}

function withPlus(text: string, value: Maybe): string {
  return typeof value === 'number' && value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** The significant part and the zeros after it: `1.500` is `1.5` and `00`. 0 consists of zeros only. */
export function splitZeros(text: string): readonly [significant: string, zeros: string] {
  if (!/[1-9]/.test(text)) return /\d/.test(text) ? ['', text] : [text, ''];
  const zeros = /(?:[.,٫]0+|(?<=[.,٫]\d*)0+)$/.exec(text)?.[0] ?? '';
  return [text.slice(0, text.length - zeros.length), zeros];
}
