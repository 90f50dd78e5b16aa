// @ts-check
// npm run bench:wire: orders and events through the real processes, beside a bare ws echo in the same run.

import { build } from 'esbuild';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { buildIfStale } from './build.mjs';
import { projectFolder } from './project.mjs';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, ms: { type: 'string', default: '5000' } },
});
const [seed, ms] = [whole('seed'), whole('ms')];
await buildIfStale({ log: console.error });
await mkdir(join(projectFolder, 'out'), { recursive: true });
const folder = await mkdtemp(join(projectFolder, 'out', 'bench-wire-'));

try {
  await build({
    entryPoints: ['index', 'echo'].map((name) => join(projectFolder, 'bench', 'wire', `${name}.ts`)),
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
    outdir: folder,
  });
  const { runFanoutBench, runWireBench } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
  const common = {
    built: join(projectFolder, 'out', 'main'),
    ms,
    onStep: (/** @type {string} */ what) => console.error(`… ${what}`),
  };
  console.log((await runWireBench({ ...common, echo: join(folder, 'echo.mjs'), seed })).join('\n'));
  console.log((await runFanoutBench(common)).join('\n'));
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}

/** @param {'seed' | 'ms'} name */
function whole(name) {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number > 0) return number;
  console.error(`error: --${name} must be a whole number above 0; got '${values[name]}'.`);
  process.exit(2);
}
