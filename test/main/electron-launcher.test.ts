import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { electronLauncher, inherited } from '../../src/main/electron-launcher.ts';

const fork = vi.hoisted(() => vi.fn<(script: string, args: string[], options: object) => object>());
vi.mock('electron', () => ({ utilityProcess: { fork } }));

test('workers inherit the environment without the withheld variables and with the added ones', () => {
  const from = { PATH: '/bin', BOTPIT_TOKEN: 'secret', BOTPIT_STREAM_TOKEN: 'secret' };
  const environment = inherited({
    from,
    without: ['BOTPIT_TOKEN', 'BOTPIT_STREAM_TOKEN'],
    with: { ESBUILD_BINARY_PATH: '/unpacked/esbuild' },
  });
  expect(environment).toEqual({ PATH: '/bin', ESBUILD_BINARY_PATH: '/unpacked/esbuild' });
  expect(from.BOTPIT_TOKEN).toBe('secret');
});

test('a bound on the memory is a flag of the JavaScript engine, which Electron takes no other way', () => {
  fork.mockImplementation(() =>
    Object.assign(new EventEmitter(), { stdout: new PassThrough(), stderr: new PassThrough() }),
  );
  const listener = { onSpawn: () => {}, onStdoutLine: () => {}, onStderrLine: () => {}, onExit: () => {} };
  const launch = { name: 'lab run 1', script: '/lab-run.js', args: [] };
  const launcher = electronLauncher({ from: {} });
  launcher({ ...launch, memoryMb: 512 }, listener);
  launcher(launch, listener);
  const [bounded, free] = fork.mock.calls.map(([, , options]) => options);
  expect(bounded).toMatchObject({ execArgv: ['--js-flags=--max-old-space-size=512'] });
  expect(free).not.toHaveProperty('execArgv');
});
