/** Sums, differences and products of decimals are exact to so many digits; a double adds a residue after them. */
const DIGITS = 12;

export function withoutResidue(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
