// @ts-check
// npm run bench: the engine beside nodejs-order-book, on the same operations.

import { build } from 'esbuild';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { projectFolder } from './project.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    ops: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    /** For one engine on one stream in one round. */
    seconds: { type: 'string', default: '2' },
    json: { type: 'string' },
  },
});
const options = {
  seed: whole('seed'),
  operations: whole('ops'),
  rounds: whole('rounds'),
  secondsMax: whole('seconds'),
};
await mkdir(join(projectFolder, 'out'), { recursive: true });
const folder = await mkdtemp(join(projectFolder, 'out', 'bench-'));

try {
  const { report, runBench } = await benchCode();
  const onStep = (/** @type {string} */ what) => console.error(`… ${what}`);
  const result = await runBench({ ...options, onStep });
  console.log(report(result));
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}

/** @param {'seed' | 'ops' | 'rounds' | 'seconds'} name */
function whole(name) {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number > 0) return number;
  console.error(`error: --${name} must be a whole number above 0; got '${values[name]}'.`);
  process.exit(2);
}

/** The bench is TypeScript. Bundled inside the project, where its packages are found; its threads load the same file. */
async function benchCode() {
  const outfile = join(folder, 'bench.mjs');
  await build({
    entryPoints: [join(projectFolder, 'bench', 'index.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
  });
  return await import(pathToFileURL(outfile).href);
}
