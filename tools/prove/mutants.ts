// npm run make -- mutants: runs all tests of the engine on each mutant, and prints a table of the tests that caught it.

import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { withBundles, type Bundles } from '../lib/bundles.ts';
import { runMain } from '../lib/command-line.ts';
import { commandScript, projectFolder } from '../lib/project.ts';

await runMain(() =>
  withBundles(
    ['test/simulator/mutants.ts'],
    async ({ folder, first: { MUTANTS } }: Bundles<{ readonly MUTANTS: object }>) => {
      console.log('| mutant | caught by |\n|---|---|');
      for (const name of Object.keys(MUTANTS)) {
        console.error(`… ${name}`);
        const caught = await failuresWith(name, join(folder, 'report.json'));
        if (caught.length === 0) process.exitCode = 1;
        console.log(`| ${name} | ${caught.join(', ') || 'nobody'} |`);
      }
    },
  ),
);

/** @returns test files, with the number of failed tests in each */
async function failuresWith(mutant: string, report: string): Promise<string[]> {
  const args = ['run', '--project', 'unit', 'test/engine', '--reporter=json', `--outputFile=${report}`];
  const child = spawn(process.execPath, [await commandScript('vitest'), ...args], {
    cwd: projectFolder,
    env: { ...process.env, BOTPIT_MUTANT: mutant },
    stdio: 'ignore',
  });
  await new Promise((resolve) => child.on('exit', resolve));
  const { testResults } = JSON.parse(await readFile(report, 'utf8')) as {
    readonly testResults: readonly {
      readonly name: string;
      readonly assertionResults: readonly { readonly status: string }[];
    }[];
  };
  return testResults.flatMap(({ name, assertionResults }) => {
    const count = assertionResults.filter(({ status }) => status === 'failed').length;
    return count === 0 ? [] : [`\`${basename(name)}\` (${count})`];
  });
}
