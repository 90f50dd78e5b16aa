/** The arithmetic of the figures, from logarithms of prices to scale-free numbers. */

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += at(values, index);
  return sum / values.length;
}

export function deviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += (at(values, index) - centre) ** 2;
  return Math.sqrt(sum / values.length);
}

/** Kurtosis. For a normal distribution it is 3. */
export function kurtosis(values: ArrayLike<number>): number {
  const centre = mean(values);
  let [second, fourth] = [0, 0];
  for (let index = 0; index < values.length; index += 1) {
    const square = (at(values, index) - centre) ** 2;
    second += square;
    fourth += square ** 2;
  }
  return (fourth * values.length) / second ** 2;
}

export function autocorrelation(values: ArrayLike<number>, lag: number): number {
  const centre = mean(values);
  const count = values.length;
  let [covariance, variance] = [0, 0];
  for (let index = 0; index < count; index += 1) {
    variance += (at(values, index) - centre) ** 2;
    if (index >= lag) covariance += (at(values, index) - centre) * (at(values, index - lag) - centre);
  }
  return covariance / (count - lag) / (variance / count);
}

export function differences(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => value - at(values, index));
}

/** The median. Of an even number of values, the upper one of the two in the middle. NaN: there are no values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** @param weighted pairs of a value and its weight @param share share from 0 to 1 */
export function weightedQuantile(weighted: readonly (readonly [number, number])[], share: number): number {
  const sorted = weighted.toSorted(([one], [other]) => one - other);
  const total = sorted.reduce((sum, [, weight]) => sum + weight, 0);
  let reached = 0;
  for (const [value, weight] of sorted) {
    reached += weight;
    if (reached >= share * total) return value;
  }
  return Number.NaN;
}

/** Slope of the least-squares line. */
export function slope(points: readonly (readonly [number, number])[]): number {
  const [x, y] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const covariance = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return covariance / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number;
}
