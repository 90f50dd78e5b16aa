/** The options of `botpit/lab` mean the same as those of `npm run lab`. */
import { expect, test } from 'vitest';
import { argumentsOf } from '../../src/lab/api-arguments.ts';
import { planOf } from './plan-of.ts';

test('every option reaches the plan', () => {
  const plan = planOf(
    ...argumentsOf({
      strategies: ['maker', 'taker'],
      seeds: [11, 22],
      minutes: 3,
      params: { size: 2 },
      sweep: { levels: [1, 2] },
      crowd: 12,
      bots: ['grid'],
      rooms: ['calm', 'pairs'],
      symbol: 'NORTH-USD',
      latency: 'order=5ms±2',
      flatten: true,
      folder: 'reports',
    }),
  );
  expect(plan).toMatchObject({
    seeds: [11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22],
    minutes: 3,
    crowd: 12,
  });
  expect(plan).toMatchObject({ bots: ['grid'], symbol: 'NORTH-USD', flatten: true, savesSessions: true });
  expect(plan.variants.map(({ label }) => label)).toEqual([
    'maker levels=1',
    'maker levels=2',
    'taker levels=1',
    'taker levels=2',
  ]);
  expect(plan.variants[0]?.params).toEqual(['size=2', 'levels=1']);
  expect(plan.rooms.map((room) => room?.name)).toEqual(['calm', 'pairs']);
  expect(plan.latency.order).toEqual({ ms: 5, jitterMs: 2 });
});

test('without options the usual ones apply, and no file is written', () => {
  expect(planOf(...argumentsOf({ strategies: ['maker'] }))).toEqual({
    ...planOf('maker'),
    savesSessions: false,
  });
  const until = planOf(...argumentsOf({ strategies: ['maker'], until: 0.95, seedsMax: 50 }));
  expect(until).toMatchObject({ until: 0.05, seeds: { length: 50 } });
});
