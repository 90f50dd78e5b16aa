/**
 * Writes numbers and texts into bytes: the same text as JSON.stringify, several times as fast. Each function returns the
 * place behind what it wrote, and may overwrite the WORD_BYTES bytes that follow.
 */
import { fromUnits, POWERS_OF_TEN, type Grid } from '../../contract/units.ts';
import { WORD_BYTES, type Text } from './json-text.ts';

/** Room for a number: the longest double has 24 characters. */
export const NUMBER_BYTES = 32;
/** Decimals of up to 15 digits are distinct doubles: below this, all digits are what the shortest text has. */
const EXACT_MAX = 1e15;
const [MINUS, POINT, ZERO] = [0x2d, 0x2e, 0x30] as const;
/** Digits of two words. */
const PAIR_DIGITS = 8;
const [WORD, PAIR] = [1e4, 1e8] as const;
/** The digits of 0000 to 9999, as little-endian words. */
const DIGITS = new Uint32Array(WORD);
// Every process that publishes builds it at its start: texts would take a tenth of the time to start.
for (let number = 0; number < WORD; number += 1) {
  const [thousands, hundreds, tens] = [(number / 1_000) | 0, (number / 100) | 0, (number / 10) | 0];
  DIGITS[number] =
    (ZERO + thousands) |
    ((ZERO + (hundreds % 10)) << 8) |
    ((ZERO + (tens % 10)) << 16) |
    ((ZERO + (number % 10)) << 24);
}

export function copyText(view: DataView, at: number, { words, length }: Text): number {
  for (let index = 0, to = at; index < words.length; index += 1, to += WORD_BYTES) {
    view.setUint32(to, words[index] as number, true);
  }
  return at + length;
}

/** Bytes from `start` to `end` of another view, which has WORD_BYTES more. */
export function copyBytes(view: DataView, at: number, from: DataView, start: number, end: number): number {
  for (let next = start, to = at; next < end; next += WORD_BYTES, to += WORD_BYTES) {
    view.setUint32(to, from.getUint32(next, true), true);
  }
  return at + end - start;
}

/** @param value a safe integer */
export function integer(view: DataView, at: number, value: number): number {
  if (value >= 0) return digits(view, at, value);
  view.setUint8(at, MINUS);
  return digits(view, at + 1, -value);
}

/** @param value any finite number */
export function double(view: DataView, at: number, value: number): number {
  return Number.isSafeInteger(value) ? integer(view, at, value) : shortest(view, at, value);
}

/** `units` steps of the grid as a decimal: the text of the double that is nearest to it. */
export function decimal(view: DataView, at: number, grid: Grid, units: number): number {
  const { mantissa, decimals } = grid;
  const whole = Math.abs(units * mantissa);
  const scale = POWERS_OF_TEN[decimals] as number;
  // JavaScript formats what it writes with an exponent, or cannot distinguish from a neighbour.
  if (whole >= EXACT_MAX || (whole !== 0 && whole * 1e6 < scale)) {
    return shortest(view, at, fromUnits(grid, units));
  }
  let place = at;
  if (units < 0) view.setUint8(place++, MINUS);
  const before = Math.floor(whole / scale);
  place = digits(view, place, before);
  const behind = whole - before * scale;
  return behind === 0 ? place : fraction(view, place, behind, decimals);
}

function shortest(view: DataView, at: number, value: number): number {
  const text = String(value);
  for (let index = 0; index < text.length; index += 1) view.setUint8(at + index, text.charCodeAt(index));
  return at + text.length;
}

/** The point and the digits behind it, but for the zeros at the end. @param value not 0 */
function fraction(view: DataView, at: number, value: number, decimals: number): number {
  view.setUint8(at, POINT);
  let end = at + 1;
  if (decimals > PAIR_DIGITS) {
    const scale = POWERS_OF_TEN[decimals - PAIR_DIGITS] as number;
    const high = Math.floor(value / scale);
    const low = (value - high * scale) * (POWERS_OF_TEN[2 * PAIR_DIGITS - decimals] as number);
    end = pair(view, pair(view, end, high | 0), low | 0);
  } else {
    end = pair(view, end, (value * (POWERS_OF_TEN[PAIR_DIGITS - decimals] as number)) | 0);
  }
  while (view.getUint8(end - 1) === ZERO) end -= 1;
  return end;
}

/** @param value at least 0 */
function digits(view: DataView, at: number, value: number): number {
  if (value < WORD) return firstDigits(view, at, value | 0);
  if (value >= PAIR) {
    const high = Math.floor(value / PAIR);
    return pair(view, digits(view, at, high), (value - high * PAIR) | 0);
  }
  const high = (value / WORD) | 0;
  const place = firstDigits(view, at, high);
  view.setUint32(place, DIGITS[(value | 0) - high * WORD] as number, true);
  return place + WORD_BYTES;
}

/** Without zeros in front. @param value below WORD */
function firstDigits(view: DataView, at: number, value: number): number {
  const word = DIGITS[value] as number;
  const zeros = value >= 1_000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3;
  view.setUint32(at, word >>> (8 * zeros), true);
  return at + WORD_BYTES - zeros;
}

/** Eight digits. @param value below PAIR */
function pair(view: DataView, at: number, value: number): number {
  const high = (value / WORD) | 0;
  view.setUint32(at, DIGITS[high] as number, true);
  view.setUint32(at + WORD_BYTES, DIGITS[value - high * WORD] as number, true);
  return at + 2 * WORD_BYTES;
}
