// npm run bench -- lab: orders and cancels per second of one processor in virtual time, compared with an empty event
// queue.

import type * as measured from '../lab/index.ts';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { countOption, seedOption, toolOptions } from '../../lib/tool-options.ts';

const { minutes, seed } = toolOptions({
  command: 'npm run bench -- lab',
  about: 'Orders and cancels per second of one processor in virtual time, beside an empty event queue.',
  shape: { minutes: countOption(30, 'of virtual time'), seed: seedOption },
});

await runMain(async () => {
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
