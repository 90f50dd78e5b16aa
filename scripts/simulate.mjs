// @ts-check
// npm run simulate -- --seeds 100000: the seeded simulator with its independent auditor, for a night.

import { build } from 'esbuild';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { projectFolder } from './project.mjs';

const SEEDS_AT_ONCE = 100;

const { values } = parseArgs({
  options: {
    first: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1000' },
    commands: { type: 'string', default: '200' },
  },
});
const [first, seeds, commands] = [whole('first'), whole('seeds'), whole('commands')];
const { describeFailure, runSeeds } = await simulator();

for (let done = 0; done < seeds; done += SEEDS_AT_ONCE) {
  const count = Math.min(SEEDS_AT_ONCE, seeds - done);
  const { failure } = runSeeds({ first: first + done, count, commands });
  if (failure !== null) {
    console.log(describeFailure(failure));
    process.exit(1);
  }
  console.error(`${done + count} of ${seeds} seeds agree`);
}
console.log(`${seeds} seeds from ${first}, ${commands} commands each: engine and auditor agree.`);

/** @param {'first' | 'seeds' | 'commands'} name */
function whole(name) {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number > 0) return number;
  console.error(`error: --${name} must be a whole number above 0; got '${values[name]}'.`);
  process.exit(2);
}

/** The simulator is TypeScript among the tests. Bundled inside the project, where its packages are found. */
async function simulator() {
  await mkdir(join(projectFolder, 'out'), { recursive: true });
  const folder = await mkdtemp(join(projectFolder, 'out', 'simulate-'));
  const outfile = join(folder, 'simulator.mjs');
  try {
    await build({
      entryPoints: [join(projectFolder, 'test', 'simulator', 'simulator.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      outfile,
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}
