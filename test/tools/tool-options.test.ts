/** Every tool explains itself with `--help`, and a wrong argument is one sentence and exit code 2. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, textOf } from '../support/documents.ts';

/** They read arguments in another way, with tests of their own; electron-builder calls fpm. */
const OTHERS = ['start/start-arguments.ts', 'package/fpm.ts'];

function run(tool: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', tool, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('all tools read their arguments by the same two functions', () => {
  const tools = readdirSync(join(ROOT, 'tools'), { recursive: true, encoding: 'utf8' });
  const own = tools.filter((path) => path.endsWith('.ts') && textOf(`tools/${path}`).includes('parseArgs'));
  expect(own.toSorted()).toEqual([...OTHERS, 'lib/tool-options.ts'].toSorted());
});

test.each([
  [
    'options alone',
    ['prove/fuzz'],
    /^Sends valid and invalid frames [^]*--frames N +number of frames \(default 100000\)/,
  ],
  ['an option that is off', ['start/build'], /^Builds the app [^]*--force +build everything\n/],
  ['a sub-command', ['bench/commands/index', 'wire'], /Usage: npm run bench -- wire [^]*--seed N/],
  ['a sub-command without options', ['make', 'icons'], /^npm run make -- icons: the icon/],
  ['words and options', ['accounts/accounts'], /^npm run accounts -- add NAME/],
] as const)('%s', (_, [tool, ...words], help) => {
  expect(run(tool, ...words, '--help')).toMatchObject({
    status: 0,
    stderr: '',
    stdout: expect.stringMatching(help),
  });
  expect(run(tool, ...words, '--bogus')).toEqual({
    status: 2,
    stdout: '',
    stderr: "error: Unknown option '--bogus'. See --help.\n",
  });
});

test('a wrong number is named', () => {
  expect(run('prove/fuzz', '--frames', 'many').stderr).toBe(
    "error: --frames must be a number; got 'many'.\n",
  );
  expect(run('prove/fuzz', '--frames=0').stderr).toMatch(/^error: --frames: must be 1 or more; got 0\.\n$/);
});
