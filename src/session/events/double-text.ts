/**
 * The text of any double: the shortest one that reads as the double, as JavaScript prints it. Average prices are on no
 * grid, and `String` takes three to five times as long for them, because it makes a text and keeps it in a table.
 *
 * Between 2 and 2^31, `f` bits of a double are behind the point, so its fraction is F / 2^f. Let n be the largest number
 * of digits with 10^n ≤ 2^f.
 *
 * 1. Decimals with n digits behind the point are as far apart as doubles or farther, so at most one of them reads as this
 *    double. If one does, it is the shortest text once its trailing zeros are gone, because a shorter text would be the
 *    same decimal.
 * 2. If none does, the shortest texts have n + 1 digits, and the text is the closest one.
 *
 * The first n digits are q, with r left over: F × 5^n = q × 2^(f - n) + r. Every number here is an integer below 2^53, or
 * such a number times a power of two, so nothing is rounded.
 */
import { digits, fraction, integer, javaScriptText, minus, ZERO } from './number-text.ts';

/** A smaller double has more bits behind the point, whose products exceed 2^53. The whole part of a larger one may too. */
const [SIZE_MIN, SIZE_END] = [2, 2 ** 31] as const;
const MANTISSA_BITS = 52;

/** How the doubles with one number of bits behind the point are divided. */
interface Division {
  /** The number n. */
  readonly digits: number;
  /** 5^n. */
  readonly five: number;
  /** 2^f. */
  readonly unit: number;
  /** 2^(f - n), and two factors of it: products with 5^n stay below 2^53 for numbers below `low`, and below `high`. */
  readonly divisor: number;
  readonly high: number;
  readonly low: number;
}

/** By the place of the highest bit of the whole part. */
const DIVISIONS = Array.from({ length: 31 }, (_, bit): Division => {
  const bits = MANTISSA_BITS - bit;
  const count = Math.floor(bits * Math.log10(2));
  const [left, low] = [bits - count, Math.ceil((bits - count) / 2)];
  return {
    digits: count,
    five: 5 ** count,
    unit: 2 ** bits,
    divisor: 2 ** left,
    high: 2 ** (left - low),
    low: 2 ** low,
  };
});

/** @param value any finite number */
export function double(view: DataView, at: number, value: number): number {
  if (Number.isSafeInteger(value)) return integer(view, at, value);
  const size = Math.abs(value);
  if (size < SIZE_MIN || size >= SIZE_END) return javaScriptText(view, at, value);
  const whole = Math.floor(size);
  const division = DIVISIONS[31 - Math.clz32(whole)] as Division;
  const { digits: count, five, unit, divisor, high, low } = division;

  // F = first × divisor + second × low + third. Each part is multiplied with 5^n and divided for itself.
  const all = (size - whole) * unit;
  const first = Math.floor(all / divisor);
  const rest = all - first * divisor;
  const second = Math.floor(rest / low);
  const third = rest - second * low;
  const product = second * five;
  const ofSecond = Math.floor(product / high);
  const remaining = (product - ofSecond * high) * low + third * five;
  const ofThird = Math.floor(remaining / divisor);
  const q = first * five + ofSecond + ofThird;
  const r = remaining - ofThird * divisor;

  const start = digits(view, value < 0 ? minus(view, at) : at, whole);
  // A decimal reads as the double if it is closer to it than half the distance of two doubles.
  if (2 * r < five) return fraction(view, start, q, count);
  if (2 * (divisor - r) < five) return fraction(view, start, q + 1, count);
  const digit = Math.floor((10 * r) / divisor);
  const twice = 2 * (10 * r - digit * divisor);
  if (twice === divisor) return javaScriptText(view, at, value);
  fraction(view, start, q, count);
  view.setUint8(start + 1 + count, ZERO + (twice < divisor ? digit : digit + 1));
  return start + count + 2;
}
