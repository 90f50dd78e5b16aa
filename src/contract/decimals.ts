/** Decimals without the residue that a sum, a difference or a product of doubles leaves behind their digits. */

/** Decimal digits to which sums, differences and products are exact. After them a double adds a residue. */
const DIGITS = 12;
/** Numbers of at most six decimals below this have at most 12 digits. */
const PLAIN_MAX = 1e6;
const PLAIN_SCALE = 1e6;
/** Less than half a unit of the twelfth digit, as a share of the number. */
const RESIDUE_MAX = 1e-13;

export function withoutResidue(value: number): number {
  // Most numbers are a residue away from six decimals, which a division finds much sooner than a text.
  const plain = Math.round(value * PLAIN_SCALE) / PLAIN_SCALE;
  const size = Math.abs(value);
  if (size < PLAIN_MAX && Math.abs(value - plain) < size * RESIDUE_MAX) return plain;
  return Number(value.toPrecision(DIGITS));
}
