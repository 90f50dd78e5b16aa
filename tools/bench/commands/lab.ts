// npm run bench -- lab: orders and cancels per second of one processor in virtual time, compared with an empty event
// queue.

import type * as measured from '../lab/index.ts';
import { withBundles, type Bundles } from '../../lib/bundles.ts';
import { runMain } from '../../lib/command-line.ts';
import { countOption, seedOption, toolOptions } from '../../lib/tool-options.ts';

const { minutes, rounds, seed } = toolOptions({
  command: 'npm run bench -- lab',
  about: 'Orders and cancels per second of one processor in virtual time, beside an empty event queue.',
  shape: {
    minutes: countOption(30, 'minutes of virtual time'),
    rounds: countOption(4, 'runs of each scene in one process, because the lab reuses its processes'),
    seed: seedOption,
  },
});

await runMain(async () => {
  await withBundles(
    ['tools/bench/lab/index.ts'],
    async ({ first: { SCENES, measureRounds, measureSteps, measureWarmUp } }: Bundles<typeof measured>) => {
      console.log(`seed ${seed}, ${minutes} simulated minutes; per second of one processor`);
      console.log(`warm-up of the process, as in the lab: ${measureWarmUp().toFixed(2)} s\n`);
      for (const scene of SCENES) {
        console.log(scene.name);
        for (const [round, speed] of measureRounds(scene, minutes, seed, rounds).entries())
          console.log(`  run ${round + 1}: ${lineOf(speed)}`);
      }
      const { perCpuSecond, requestsPerStep } = measureSteps(minutes, seed);
      console.log(
        `steps of a second: ${whole(perCpuSecond)} a second at ${requestsPerStep.toFixed(1)} requests a step`,
      );
    },
  );
});

function lineOf(speed: measured.Speed): string {
  const { requests, decisions, cpuSeconds, queueCpuSeconds, hash, heapMegabytes } = speed;
  const requested = `${whole(requests / cpuSeconds)} orders and cancels a second`;
  const decided = `${whole(decisions / cpuSeconds)} decisions a second`;
  const counts = `${whole(requests)} and ${whole(decisions)} in ${cpuSeconds.toFixed(2)} s`;
  const queue = `an empty event queue: ${whole(requests / queueCpuSeconds)}`;
  return `${requested}, ${decided} (${counts}; ${queue}); ${Math.round(heapMegabytes)} MB of heap; trades ${hash}`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
