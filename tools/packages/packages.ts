// npm run test:packages: installs packages that authors of bots use, and runs each under plain Node and in a bot.

import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { buildIfStale } from '../lib/build.ts';
import { builtScript } from '../lib/built-script.ts';
import { logToStderr, runMain } from '../lib/command-line.ts';
import { projectFolder } from '../lib/project.ts';
import { refuse, toolOptions } from '../lib/tool-options.ts';
import { CASES, type PackageCase } from './cases.ts';
import { outcomeOf, PRINT_VALUE, verdictOf, type Outcome } from './outcome.ts';

/** Longest installation. Some packages have hundreds of dependencies. */
const INSTALL_MS_MAX = 180_000;
const RUN_MS_MAX = 60_000;
const OUTPUT_CHARS_MAX = 200_000;

const { only } = toolOptions({
  command: 'npm run test:packages',
  about: 'Installs npm packages that authors of bots use, and runs each under plain Node and in a bot.',
  shape: {
    only: z
      .array(z.string())
      .default([])
      .meta({ placeholder: 'NAME', description: 'only this package; may be repeated' }),
  },
});
const strange = only.find((name) => !CASES.some((each) => each.name === name));
if (strange !== undefined) refuse(`--only ${strange}: it is not in tools/packages/cases.ts.`);

await runMain(async () => {
  await buildIfStale({ log: logToStderr });
  const folder = await mkdtemp(join(tmpdir(), 'botpit-packages-'));
  const cases = CASES.filter(({ name }) => only.length === 0 || only.includes(name));
  try {
    console.log('| package | version | in a bot |\n| --- | --- | --- |');
    let different = 0;
    for (const each of cases) if (!(await compared(each, folder))) different += 1;
    console.log(
      `\n${cases.length - different} of ${cases.length} behave in a bot as under Node ${process.version}.`,
    );
    if (different > 0) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Prints a row of the table. @returns true when both outcomes agree */
async function compared(given: PackageCase, parent: string): Promise<boolean> {
  const folder = join(parent, given.name.replace(/\W/g, '-'));
  await mkdir(folder);
  logToStderr(`… ${given.name}`);
  const problem = await install(given, folder);
  if (problem !== undefined) {
    console.log(`| ${given.name} | | cannot be installed here: ${problem} |`);
    return true;
  }
  const node = await underNode(given, folder);
  const bot = await inBot(given, folder);
  const verdict = verdictOf(node, bot);
  const version = await versionOf(given.name, folder);
  console.log(
    `| ${given.name} | ${version} | ${verdict ?? `**${textOf(bot)}**, under Node ${textOf(node)}`} |`,
  );
  await rm(folder, { recursive: true, force: true });
  return verdict !== undefined;
}

/**
 * Installs the packages. It retries without the packages' own scripts, some of which download or compile. @returns the
 * reason of a failure
 */
async function install({ name, with: more = [] }: PackageCase, folder: string): Promise<string | undefined> {
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  const words = ['install', '--no-audit', '--no-fund', '--loglevel=error', name, ...more];
  const whole = await run('npm', words, folder, INSTALL_MS_MAX);
  if (whole.isDone) return undefined;
  const plain = await run('npm', [...words, '--ignore-scripts'], folder, INSTALL_MS_MAX);
  if (plain.isDone) return undefined;
  const reason = plain.output.split('\n').find((line) => line.startsWith('npm error'));
  return reason ?? `npm takes longer than ${INSTALL_MS_MAX / 1_000} s`;
}

async function underNode({ code }: PackageCase, folder: string): Promise<Outcome> {
  await writeFile(join(folder, 'plain.mjs'), `${code}\n${PRINT_VALUE}\nprocess.exit(0);`);
  return outcomeOf((await run(process.execPath, ['plain.mjs'], folder, RUN_MS_MAX)).output);
}

/** Runs the code in a bot that reports its strategy's parameters, which needs no pit. */
async function inBot({ code }: PackageCase, folder: string): Promise<Outcome> {
  const strategy = `${code}\n${PRINT_VALUE}\nexport default class { nextOrder() {} }`;
  await writeFile(join(folder, 'strategy.mjs'), strategy);
  const words = [
    builtScript(join(projectFolder, 'out', 'main'), 'bot'),
    join(folder, 'strategy.mjs'),
    '--describe',
  ];
  return outcomeOf((await run(process.execPath, words, folder, RUN_MS_MAX)).output);
}

async function versionOf(name: string, folder: string): Promise<string> {
  const text = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

function textOf(outcome: Outcome): string {
  return outcome.type === 'value' ? outcome.json : outcome.text;
}

interface Run {
  readonly isDone: boolean;
  readonly output: string;
}

function run(command: string, args: readonly string[], cwd: string, timeout: number): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      timeout,
      stdio: ['ignore', 'pipe', 'pipe'],
      killSignal: 'SIGKILL',
    });
    let output = '';
    const collect = (text: string) => (output = (output + text).slice(-OUTPUT_CHARS_MAX));
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', (error) => collect(error.message));
    child.on('close', (code) => resolve({ isDone: code === 0, output }));
  });
}
