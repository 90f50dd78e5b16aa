/** Decimal digits to which sums, differences and products are exact. After them a double adds a residue. */
const DIGITS = 12;

export function withoutResidue(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
