// @ts-check
// npm run mutants: each mutant of the engine against all tests of the engine, and a table of who caught which.

import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { withBundles } from './bundles.mjs';
import { runMain } from './command-line.mjs';
import { commandScript, projectFolder } from './project.mjs';

await runMain(() =>
  withBundles(['test/simulator/mutants.ts'], async ({ folder, first: { MUTANTS } }) => {
    console.log('| mutant | caught by |\n|---|---|');
    for (const name of Object.keys(MUTANTS)) {
      console.error(`… ${name}`);
      const caught = await failuresWith(name, join(folder, 'report.json'));
      if (caught.length === 0) process.exitCode = 1;
      console.log(`| ${name} | ${caught.join(', ') || 'nobody'} |`);
    }
  }),
);

/** @param {string} mutant @param {string} report @returns {Promise<string[]>} test files, with how many failed in each */
async function failuresWith(mutant, report) {
  const args = ['run', '--project', 'unit', 'test/engine', '--reporter=json', `--outputFile=${report}`];
  const child = spawn(process.execPath, [await commandScript('vitest'), ...args], {
    cwd: projectFolder,
    env: { ...process.env, BOTPIT_MUTANT: mutant },
    stdio: 'ignore',
  });
  await new Promise((resolve) => child.on('exit', resolve));
  /** @type {{ testResults: { name: string, assertionResults: { status: string }[] }[] }} */
  const { testResults } = JSON.parse(await readFile(report, 'utf8'));
  return testResults.flatMap(({ name, assertionResults }) => {
    const count = assertionResults.filter(({ status }) => status === 'failed').length;
    return count === 0 ? [] : [`\`${basename(name)}\` (${count})`];
  });
}
