/**
 * Sum of decimals, each taken in its shortest form. It is exact as long as it has no more digits than a double holds.
 */
export function exactSum(values: readonly number[]): number {
  const decimals = values.reduce((most, value) => Math.max(most, decimalsIn(value)), 0);
  let sum = 0n;
  for (const value of values) sum += BigInt(value.toFixed(decimals).replace('.', ''));
  return fromDigits(sum, decimals);
}

function fromDigits(sum: bigint, decimals: number): number {
  const digits = String(sum < 0n ? -sum : sum).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  const value = Number(`${digits.slice(0, point)}.${digits.slice(point)}`);
  return sum < 0n ? -value : value;
}

const FRACTION = /^-?\d+(?:\.(\d+))?(?:e([+-]\d+))?$/;

function decimalsIn(value: number): number {
  const [, fraction = '', exponent = '0'] = FRACTION.exec(String(value)) ?? [];
  return Math.max(0, fraction.length - Number(exponent));
}
