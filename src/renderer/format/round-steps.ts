/** Round numbers as people count in: 1, 2 and 5 times a power of ten. */

/** A number that comes from a logarithm or a division may lie a little above the step that it means. */
const TOLERANCE = 1e-9;

/** @returns the least of them that is at least `value`, which is above 0 */
export function roundStepAbove(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  return decade * ([1, 2, 5].find((step) => step * decade >= value * (1 - TOLERANCE)) ?? 10);
}
