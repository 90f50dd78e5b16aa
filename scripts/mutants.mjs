// @ts-check
// npm run mutants: each mutant of the engine against all tests of the engine, and a table of who caught which.

import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { commandScript, projectFolder } from './project.mjs';

await mkdir(join(projectFolder, 'out'), { recursive: true });
const folder = await mkdtemp(join(projectFolder, 'out', 'mutants-'));
let survivors = 0;

try {
  console.log('| mutant | caught by |\n|---|---|');
  for (const name of Object.keys(await mutants())) {
    console.error(`… ${name}`);
    const caught = await failuresWith(name);
    if (caught.size === 0) survivors += 1;
    const files = [...caught].map(([file, count]) => `\`${file}\` (${count})`);
    console.log(`| ${name} | ${files.join(', ') || 'nobody'} |`);
  }
} finally {
  await rm(folder, { recursive: true });
}
process.exitCode = survivors === 0 ? 0 : 1;

/** @returns {Promise<object>} by name */
async function mutants() {
  const outfile = join(folder, 'mutants.mjs');
  await build({
    entryPoints: [join(projectFolder, 'test', 'simulator', 'mutants.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
  });
  return (await import(pathToFileURL(outfile).href)).MUTANTS;
}

/** @param {string} mutant @returns {Promise<Map<string, number>>} failed tests, by test file */
async function failuresWith(mutant) {
  const report = join(folder, 'report.json');
  const args = ['run', '--project', 'unit', 'test/engine', '--reporter=json', `--outputFile=${report}`];
  const child = spawn(process.execPath, [await commandScript('vitest'), ...args], {
    cwd: projectFolder,
    env: { ...process.env, BOTPIT_MUTANT: mutant },
    stdio: 'ignore',
  });
  await new Promise((resolve) => child.on('exit', resolve));
  /** @type {{ testResults: { name: string, assertionResults: { status: string }[] }[] }} */
  const { testResults } = JSON.parse(await readFile(report, 'utf8'));
  const failed = testResults.map(({ name, assertionResults }) => {
    const count = assertionResults.filter(({ status }) => status === 'failed').length;
    return /** @type {const} */ ([basename(name), count]);
  });
  return new Map(failed.filter(([, count]) => count > 0));
}
