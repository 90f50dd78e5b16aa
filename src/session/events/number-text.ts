/**
 * Writes numbers as bytes, with the same text as JSON.stringify and several times as fast. Each function returns the
 * position after the written bytes. A number may overwrite all of its NUMBER_BYTES.
 *
 * The digits of most numbers differ from one event to the next, so a processor cannot predict branches on them. Zeros
 * before and after the digits are counted from bits instead: an event took 0.8 of the time.
 */
import { fromUnits, POWERS_OF_TEN, type Grid } from '../../contract/units.ts';

/** Room for a number. The longest double has 24 characters. */
export const NUMBER_BYTES = 32;
/** Below this, decimals of up to 15 digits are distinct doubles, so their digits are those of the shortest text. */
const EXACT_MAX = 1e15;
const [MINUS, POINT] = [0x2d, 0x2e] as const;
export const ZERO = 0x30;
/** Number of digits that are written at once, and of two such groups. */
const [GROUP_DIGITS, PAIR_DIGITS] = [4, 8] as const;
const [GROUP, PAIR] = [1e4, 1e8] as const;
/** The digits of 0000 to 9999, as little-endian words. */
const DIGITS = new Int32Array(GROUP);
/** The bits of four digits that are their values, and the lowest bit of the last one. */
const [VALUES_OF_DIGITS, LAST_DIGIT] = [0x0f0f0f0f, 0x01000000] as const;
const FOUR_ZEROS = 0x30303030;
// Every process that publishes computes this table at its start. A table of texts would take a tenth of the start.
for (let number = 0; number < GROUP; number += 1) {
  const [thousands, hundreds, tens] = [(number / 1_000) | 0, (number / 100) | 0, (number / 10) | 0];
  DIGITS[number] =
    (ZERO + thousands) |
    ((ZERO + (hundreds % 10)) << 8) |
    ((ZERO + (tens % 10)) << 16) |
    ((ZERO + (number % 10)) << 24);
}

/** @param value a safe integer */
export function integer(view: DataView, at: number, value: number): number {
  if (value >= 0) return digits(view, at, value);
  view.setUint8(at, MINUS);
  return digits(view, at + 1, -value);
}

/** Writes `units` steps of the grid as a decimal: the text of the nearest double. */
export function decimal(view: DataView, at: number, grid: Grid, units: number): number {
  const { mantissa, decimals } = grid;
  const steps = units * mantissa;
  const whole = Math.abs(steps);
  const scale = POWERS_OF_TEN[decimals] as number;
  // JavaScript formats the values that have an exponent, and those that it cannot distinguish from a neighbour.
  if (whole >= EXACT_MAX || (whole !== 0 && whole * 1e6 < scale)) {
    return javaScriptText(view, at, fromUnits(grid, units));
  }
  const start = steps < 0 ? minus(view, at) : at;
  const before = Math.floor(whole / scale);
  return fraction(view, digits(view, start, before), whole - before * scale, decimals);
}

export function minus(view: DataView, at: number): number {
  view.setUint8(at, MINUS);
  return at + 1;
}

export function javaScriptText(view: DataView, at: number, value: number): number {
  const text = String(value);
  for (let index = 0; index < text.length; index += 1) view.setUint8(at + index, text.charCodeAt(index));
  return at + text.length;
}

/** Writes the point and the digits after it, without trailing zeros, and nothing for 0. */
export function fraction(view: DataView, at: number, value: number, decimals: number): number {
  view.setUint8(at, POINT);
  if (decimals > PAIR_DIGITS) return longFraction(view, at, value, decimals);
  const start = at + 1;
  if (decimals <= GROUP_DIGITS) {
    const four = DIGITS[(value * (POWERS_OF_TEN[GROUP_DIGITS - decimals] as number)) | 0] as number;
    view.setUint32(start, four, true);
    return at + pointedLength(four);
  }
  const eight = (value * (POWERS_OF_TEN[PAIR_DIGITS - decimals] as number)) | 0;
  const high = (eight / GROUP) | 0;
  const [first, last] = [DIGITS[high] as number, DIGITS[eight - high * GROUP] as number];
  view.setUint32(start, first, true);
  view.setUint32(start + GROUP_DIGITS, last, true);
  return last === FOUR_ZEROS ? at + pointedLength(first) : at + GROUP_DIGITS + pointedLength(last);
}

/** Length of a point and these four digits without trailing zeros. */
function pointedLength(four: number): number {
  const zeros = Math.clz32(four & VALUES_OF_DIGITS) >> 3;
  return 1 + GROUP_DIGITS - zeros - (zeros >> 2);
}

function longFraction(view: DataView, at: number, value: number, decimals: number): number {
  const scale = POWERS_OF_TEN[decimals - PAIR_DIGITS] as number;
  const high = Math.floor(value / scale);
  const low = (value - high * scale) * (POWERS_OF_TEN[2 * PAIR_DIGITS - decimals] as number);
  pair(view, pair(view, at + 1, high | 0), low | 0);
  if (value === 0) return at;
  let end = at + 1 + decimals;
  while (view.getUint8(end - 1) === ZERO) end -= 1;
  return end;
}

/** @param value at least 0 */
export function digits(view: DataView, at: number, value: number): number {
  if (value < GROUP) return firstDigits(view, at, value | 0);
  if (value < PAIR) {
    const eight = value | 0;
    const high = (eight / GROUP) | 0;
    const place = firstDigits(view, at, high);
    view.setUint32(place, DIGITS[eight - high * GROUP] as number, true);
    return place + GROUP_DIGITS;
  }
  const high = Math.floor(value / PAIR);
  return pair(view, digits(view, at, high), (value - high * PAIR) | 0);
}

/** Writes a number without leading zeros. @param value below GROUP */
function firstDigits(view: DataView, at: number, value: number): number {
  const four = DIGITS[value] as number;
  // Lowest bit of the first digit that is not 0, or of the last digit.
  const digit = (four & VALUES_OF_DIGITS) | LAST_DIGIT;
  const zeros = (31 - Math.clz32(digit & -digit)) >> 3;
  view.setUint32(at, four >>> (8 * zeros), true);
  return at + GROUP_DIGITS - zeros;
}

/** Writes eight digits. @param value below PAIR */
function pair(view: DataView, at: number, value: number): number {
  const high = (value / GROUP) | 0;
  view.setUint32(at, DIGITS[high] as number, true);
  view.setUint32(at + GROUP_DIGITS, DIGITS[value - high * GROUP] as number, true);
  return at + PAIR_DIGITS;
}
