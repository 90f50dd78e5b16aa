import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { startPlan } from '../../tools/start/start-arguments.ts';

const RUN = fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url));

describe('the arguments of npm start', () => {
  test.each([
    { args: [], display: true, plan: { run: 'app', args: [] } },
    { args: [], display: false, plan: { run: 'headless', args: [], chosen: false } },
    { args: ['--help'], display: true, plan: { run: 'help' } },
    { args: ['-h'], display: false, plan: { run: 'help' } },
    {
      args: ['--headless', '--bots', 'maker'],
      display: true,
      plan: { run: 'headless', args: ['--bots', 'maker'], chosen: true },
    },
    {
      args: ['--headless', '--help'],
      display: false,
      plan: { run: 'headless', args: ['--help'], chosen: true },
    },
    {
      args: ['--orders-port', '9101', '--user-data-dir=data'],
      display: true,
      plan: { run: 'app', args: ['--orders-port=9101', '--user-data-dir=data'] },
    },
    {
      args: ['../lesson one.botpit', '--relay-port', '0'],
      display: true,
      plan: { run: 'app', args: ['--relay-port=0', resolve('/home/lesson one.botpit')] },
    },
    {
      args: ['one.botpit', 'two.botpit'],
      display: true,
      plan: {
        run: 'refusal',
        reason: "'two.botpit' is unexpected: give one .botpit file, or none. See npm start -- --help.",
      },
    },
    {
      args: ['one.botpit'],
      display: false,
      plan: {
        run: 'refusal',
        reason:
          'There is no display to play one.botpit on. npm run play -- one.botpit serves it to a monitor.',
      },
    },
  ])('$args, display: $display', ({ args, display, plan }) => {
    expect(startPlan(args, display, '/home/ada')).toEqual(plan);
  });
});

test.each([
  [['--bogus', '1'], "error: Unknown option '--bogus'. See npm start -- --help.\n"],
  [['bogus'], "error: 'bogus' is unexpected: give one .botpit file, or none. See npm start -- --help.\n"],
  [['--orders-port'], "error: Option '--orders-port <value>' argument missing. See npm start -- --help.\n"],
])('with a display, %j causes one line and exit code 2', (args, line) => {
  const { status, stderr } = start(args);
  expect(stderr).toBe(line);
  expect(status).toBe(2);
});

test('--help prints at once, and names the other help', () => {
  const { status, stdout, stderr } = start(['--help']);
  expect(stdout).toContain('Usage: npm start -- [options]');
  expect(stdout).toContain('npm start -- --headless --help');
  expect([status, stderr]).toEqual([0, '']);
});

/** With a pretended display, which these runs never use. */
function start(args: readonly string[]) {
  const env = { ...process.env, DISPLAY: ':99' };
  return spawnSync(process.execPath, [RUN, 'start/start', ...args], { encoding: 'utf8', env });
}
