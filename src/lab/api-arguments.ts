/**
 * Converts the options of the code interface to the arguments of `npm run lab`, so that both have one parser and the
 * same errors.
 */
import type { LabOptions } from './api-types.ts';

const PERCENT = 100;

export function argumentsOf(options: LabOptions): readonly string[] {
  const { strategies, seeds, until, params = {}, sweep = {}, folder } = options;
  const { seedsMax, minutes, crowd, bots, rooms, recorded, symbol, latency, flatten, queue } = options;
  const values = {
    seeds: typeof seeds === 'object' ? seeds.join('-') : seeds,
    until: until === undefined ? undefined : `${Number((until * PERCENT).toPrecision(12))}%`,
    'seeds-max': seedsMax,
    minutes,
    crowd,
    bots: bots?.join(','),
    rooms: rooms?.join(','),
    recorded,
    symbol,
    latency,
    queue,
  };
  return [
    ...Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`])),
    ...Object.entries(params).map(([key, value]) => `--param=${key}=${value}`),
    ...Object.entries(sweep).map(([key, all]) => `--sweep=${key}=${all.join(',')}`),
    ...(flatten === true ? ['--flatten'] : []),
    ...(folder === undefined ? ['--no-sessions'] : []),
    '--',
    ...strategies,
  ];
}
