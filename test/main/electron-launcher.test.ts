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

const LISTENER = { onSpawn: () => {}, onStdoutLine: () => {}, onStderrLine: () => {}, onExit: () => {} };

/** The system has not started it yet. */
function startingProcess() {
  const process = Object.assign(new EventEmitter(), {
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    posted: [] as unknown[],
    pid: undefined as number | undefined,
    postMessage: (message: unknown) => void process.posted.push(message),
  });
  fork.mockReturnValueOnce(process);
  return process;
}

test('messages and the end of a process wait until the system has started it', () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const starting = startingProcess();
  const launched = electronLauncher({ from: {} })({ name: 'bot', script: '/bot.js', args: [] }, LISTENER);
  launched.post({ first: 1 });
  launched.post({ second: 2 });
  launched.kill();
  expect(starting.posted).toEqual([]);
  expect(kill).not.toHaveBeenCalled();
  starting.pid = 77;
  starting.emit('spawn');
  expect(starting.posted).toEqual([{ first: 1 }, { second: 2 }]);
  expect(kill.mock.calls).toEqual([[77, 'SIGKILL']]);
  launched.post({ third: 3 });
  expect(starting.posted).toHaveLength(3);
  kill.mockRestore();
});

test('a bound on the memory is a flag of the JavaScript engine, which Electron takes no other way', () => {
  fork.mockClear();
  for (let count = 0; count < 2; count += 1) startingProcess();
  const launch = { name: 'lab run 1', script: '/lab-run.js', args: [] };
  const launcher = electronLauncher({ from: {} });
  launcher({ ...launch, v8Options: ['--max-old-space-size=512', '--single-threaded-gc'] }, LISTENER);
  launcher(launch, LISTENER);
  const [bounded, free] = fork.mock.calls.map(([, , options]) => options);
  expect(bounded).toMatchObject({ execArgv: ['--js-flags=--max-old-space-size=512 --single-threaded-gc'] });
  expect(free).not.toHaveProperty('execArgv');
});
