/**
 * Writes numbers and texts as bytes, with the same text as JSON.stringify and several times as fast. Each function
 * returns the position after the written bytes, and may overwrite the WORD_BYTES bytes that follow.
 */
import { fromUnits, POWERS_OF_TEN, type Grid } from '../../contract/units.ts';
import { quoted, WORD_BYTES, type Text } from './json-text.ts';

/** Room for a number. The longest double has 24 characters. */
export const NUMBER_BYTES = 32;
/** Largest number of bytes of a character in a JSON string: `\\u0000`. */
export const CHARACTER_BYTES_MAX = 6;
/** Characters of one byte that JSON does not change, except for the quote and the backslash. */
const [PLAIN_MIN, PLAIN_MAX] = [0x20, 0x7e] as const;
const [QUOTE, BACKSLASH] = [0x22, 0x5c] as const;
/** Below this, decimals of up to 15 digits are distinct doubles, so their digits are those of the shortest text. */
const EXACT_MAX = 1e15;
const [MINUS, POINT, ZERO] = [0x2d, 0x2e, 0x30] as const;
/** Number of digits in one word and in two. */
const [WORD_DIGITS, PAIR_DIGITS] = [4, 8] as const;
const [WORD, PAIR] = [1e4, 1e8] as const;
/** The digits of 0000 to 9999, as little-endian words. */
const DIGITS = new Uint32Array(WORD);
// Every process that publishes computes this table at its start. A table of texts would take a tenth of the start.
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

/** Copies the bytes from `start` to `end` of another view, which must have WORD_BYTES more. */
export function copyBytes(view: DataView, at: number, from: DataView, start: number, end: number): number {
  for (let next = start, to = at; next < end; next += WORD_BYTES, to += WORD_BYTES) {
    view.setUint32(to, from.getUint32(next, true), true);
  }
  return at + end - start;
}

/**
 * Writes a string in quotes, with any content.
 * @param view has room for CHARACTER_BYTES_MAX bytes for each character and for two quotes
 */
export function string(view: DataView, at: number, value: string): number {
  view.setUint8(at, QUOTE);
  let end = at + 1;
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    const isPlain = code >= PLAIN_MIN && code <= PLAIN_MAX && code !== QUOTE && code !== BACKSLASH;
    if (!isPlain) return copyText(view, at, quoted(value));
    view.setUint8(end, code);
    end += 1;
  }
  view.setUint8(end, QUOTE);
  return end + 1;
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

/** Writes `units` steps of the grid as a decimal: the text of the nearest double. */
export function decimal(view: DataView, at: number, grid: Grid, units: number): number {
  const { mantissa, decimals } = grid;
  const whole = Math.abs(units * mantissa);
  const scale = POWERS_OF_TEN[decimals] as number;
  // JavaScript formats the values that have an exponent, and those that it cannot distinguish from a neighbour.
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

/** Writes the point and the digits after it, without trailing zeros. @param value not 0 */
function fraction(view: DataView, at: number, value: number, decimals: number): number {
  view.setUint8(at, POINT);
  const start = at + 1;
  if (decimals > PAIR_DIGITS) {
    const scale = POWERS_OF_TEN[decimals - PAIR_DIGITS] as number;
    const high = Math.floor(value / scale);
    const low = (value - high * scale) * (POWERS_OF_TEN[2 * PAIR_DIGITS - decimals] as number);
    pair(view, pair(view, start, high | 0), low | 0);
  } else if (decimals > WORD_DIGITS) {
    pair(view, start, (value * (POWERS_OF_TEN[PAIR_DIGITS - decimals] as number)) | 0);
  } else {
    const four = (value * (POWERS_OF_TEN[WORD_DIGITS - decimals] as number)) | 0;
    view.setUint32(start, DIGITS[four] as number, true);
  }
  let end = start + decimals;
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

/** Writes a number without leading zeros. @param value below WORD */
function firstDigits(view: DataView, at: number, value: number): number {
  const word = DIGITS[value] as number;
  const zeros = value >= 1_000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3;
  view.setUint32(at, word >>> (8 * zeros), true);
  return at + WORD_BYTES - zeros;
}

/** Writes eight digits. @param value below PAIR */
function pair(view: DataView, at: number, value: number): number {
  const high = (value / WORD) | 0;
  view.setUint32(at, DIGITS[high] as number, true);
  view.setUint32(at + WORD_BYTES, DIGITS[value - high * WORD] as number, true);
  return at + 2 * WORD_BYTES;
}
