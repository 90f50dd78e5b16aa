/** Round numbers: 1, 2 and 5 times a power of ten. */

/** Tolerance for a number from a logarithm or a division, which may lie slightly above the intended step. */
const TOLERANCE = 1e-9;

/** @returns the smallest of them that is at least `value`, which must be above 0 */
export function roundStepAbove(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  return decade * ([1, 2, 5].find((step) => step * decade >= value * (1 - TOLERANCE)) ?? 10);
}
