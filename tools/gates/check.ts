// npm run check: types, lint and the unit tests of changed code, in under a minute; npm test is the full gate.

import { parseArgs } from 'node:util';
import { logToStderr, messageOf } from '../lib/command-line.ts';
import { commandScript, projectFolder } from '../lib/project.ts';
import { run } from '../lib/run.ts';
import { gate, GATES, print } from './gate.ts';
import { sum, summary } from './test-counts.ts';

const HELP = `npm run check                          types, lint and the unit tests of what is not committed yet
npm run check -- --since main          the same of everything that changed since a commit
npm run check -- types|lint|format|dead-code   one gate`;
const EXIT_SETUP = 2;

await main();

async function main(): Promise<void> {
  const given = readArguments();
  if (given === null) return;
  const { values, positionals } = given;
  if (values.help) return print(HELP);
  const names = positionals.length > 0 ? positionals : ['types', 'lint'];
  const unknown = names.find((name) => !Object.hasOwn(GATES, name));
  if (unknown !== undefined)
    return refuse(`there is no gate "${unknown}"; use ${Object.keys(GATES).join(', ')}.`);
  const counts = [];
  for (const name of names) counts.push(await gate(name, GATES[name as keyof typeof GATES]));
  if (positionals.length === 0)
    counts.push(await gate('tests of what changed', () => changedTests(values.since)));
  const total = sum(counts);
  print(summary(total));
  process.exitCode = total.failed > 0 ? 1 : 0;
}

function readArguments() {
  try {
    const options = {
      since: { type: 'string', default: 'HEAD' },
      help: { type: 'boolean', default: false },
    } as const;
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    refuse(messageOf(error));
    return null;
  }
}

function refuse(reason: string): void {
  logToStderr(`error: ${reason} See npm run check -- --help.`);
  process.exitCode = EXIT_SETUP;
}

async function changedTests(since: string): Promise<void> {
  const args = ['run', '--project', 'unit', '--changed', since, '--passWithNoTests'];
  await run(process.execPath, [await commandScript('vitest'), ...args], { cwd: projectFolder });
}
