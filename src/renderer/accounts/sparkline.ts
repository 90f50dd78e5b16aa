/** The points of an account's curve. */
import type { Sample, SampledSeries } from '../../contract/sampled-series.ts';

export const SPARK_WIDTH = 60;
export const SPARK_HEIGHT = 14;
const POINTS_MAX = 30;

/** Points of an SVG polyline over the whole box. Empty: there is no curve yet. */
export function sparkPoints(samples: readonly Sample[]): string {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.time === first.time) return '';
  const values = samples.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (time: number) => ((time - first.time) / (last.time - first.time)) * SPARK_WIDTH;
  const y = (value: number) => (high === low ? 0.5 : (high - value) / (high - low)) * (SPARK_HEIGHT - 2) + 1;
  const stride = Math.max(1, Math.ceil(samples.length / POINTS_MAX));
  return samples
    .filter((_, index) => index % stride === 0 || index === samples.length - 1)
    .map(({ time, value }) => `${x(time).toFixed(1)},${y(value).toFixed(1)}`)
    .join(' ');
}

interface Drawn {
  readonly mark: string;
  readonly points: string;
}

const drawnBySeries = new WeakMap<SampledSeries, Drawn>();

/** Points of a series, recomputed only when a sample is added, so the newest value may lag by one step. */
export function sparkPointsOf(series: SampledSeries): string {
  const mark = `${series.generation} ${series.samples.at(-1)?.time}`;
  const drawn = drawnBySeries.get(series);
  if (drawn?.mark === mark) return drawn.points;
  const points = sparkPoints(series.samples);
  drawnBySeries.set(series, { mark, points });
  return points;
}
