// npm run bench -- lab [--minutes 30]: orders and cancels per second of one processor in virtual time, beside an empty event queue.

import type * as measured from '../lab/index.ts';
import { parseArgs } from 'node:util';
import { withBundles, wholeNumber, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } },
});

await runMain(async () => {
  const [minutes, seed] = [wholeNumber('minutes', values.minutes), wholeNumber('seed', values.seed)];
  await withBundles(
    ['tools/bench/lab/index.ts'],
    async ({ first: { SCENES, measureScene, measureSteps } }: Bundles<typeof measured>) => {
      console.log(`seed ${seed}, ${minutes} simulated minutes; per second of one processor\n`);
      for (const scene of SCENES) console.log(lineOf(measureScene(scene, minutes, seed)));
      const { perCpuSecond, requestsPerStep } = measureSteps(minutes, seed);
      console.log(
        `steps of a second: ${whole(perCpuSecond)} a second at ${requestsPerStep.toFixed(1)} requests a step`,
      );
    },
  );
});

function lineOf({ scene, requests, cpuSeconds, queueCpuSeconds, hash, heapMegabytes }: measured.Speed) {
  const queue = `an empty event queue: ${whole(requests / queueCpuSeconds)}`;
  return `${scene.name}: ${whole(requests / cpuSeconds)} orders and cancels a second (${whole(requests)} in ${cpuSeconds.toFixed(2)} s; ${queue}); ${Math.round(heapMegabytes)} MB of heap; trades ${hash}`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
