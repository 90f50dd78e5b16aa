import { beforeEach, describe, expect, test } from 'vitest';
import type { Exit, LaunchedProcess } from '../../src/runtime/launcher.ts';
import { EXIT_MS_MAX, HAND_OVER_MS_MAX, LOAD_MS_MAX, withVersions } from '../../src/runtime/versions.ts';
import { FakeMachine, type FakeProcess } from '../pit/fake-machine.ts';

const memory = new Uint8Array([1, 2, 3]);

let machine: FakeMachine;
let bot: LaunchedProcess;
let seen: { pids: number[]; stdout: string[]; stderr: string[]; exits: Exit[] };

beforeEach(() => {
  machine = new FakeMachine();
  seen = { pids: [], stdout: [], stderr: [], exits: [] };
  const launcher = withVersions(machine.launcher, (ms, done) => machine.clock.after(ms, done));
  bot = launcher(
    { name: 'ada', script: '/bot.js', args: ['mine.ts'], environment: { BOTPIT_TOKEN: 'secret' } },
    {
      onSpawn: (pid) => void seen.pids.push(pid),
      onStdoutLine: (line) => void seen.stdout.push(line),
      onStderrLine: (line) => void seen.stderr.push(line),
      onExit: (exit) => void seen.exits.push(exit),
    },
  );
  version(0).spawn();
});

function version(index: number): FakeProcess {
  const found = machine.launched[index];
  if (found === undefined) throw new Error(`there is no version ${index}`);
  return found;
}

const alive = () => machine.launched.filter(({ isGone }) => !isGone);

/** The running version is saved, and the next one takes over. @returns the next one */
function succeed(): FakeProcess {
  const running = alive()[0] as FakeProcess;
  running.report({ type: 'saved' });
  const next = alive()[1] as FakeProcess;
  next.spawn();
  next.report({ type: 'loaded' });
  running.report({ type: 'handed_over', memory });
  running.exit(0);
  return next;
}

test('a save: the next version loads, the running one hands over and ends, and only then the next one takes over', () => {
  expect(version(0).launch.environment).toEqual({ BOTPIT_TOKEN: 'secret', BOTPIT_VERSION: 'first' });
  version(0).report({ type: 'saved' });
  expect(version(1).launch).toMatchObject({
    args: ['mine.ts'],
    environment: { BOTPIT_TOKEN: 'secret', BOTPIT_VERSION: 'next' },
  });
  version(1).spawn();
  version(1).report({ type: 'loaded' });
  expect(version(0).posted).toEqual([{ type: 'hand_over' }]);
  version(0).report({ type: 'handed_over', memory });
  expect(version(0).posted.at(-1)).toEqual({ type: 'stop' });
  expect(version(1).posted).toEqual([]);
  version(0).exit(0);
  expect(version(1).posted).toEqual([{ type: 'take_over', memory }]);
  expect(seen).toMatchObject({ pids: [version(0).pid, version(1).pid], exits: [] });
  version(1).exit(1);
  expect(seen.exits).toEqual([{ code: 1, signal: null }]);
});

test('200 saves: never more than two versions, and one is left', () => {
  for (let saves = 0; saves < 200; saves += 1) {
    succeed();
    expect(alive()).toHaveLength(1);
  }
  expect(machine.launched).toHaveLength(201);
  bot.post({ type: 'stop' });
  expect(version(200).posted.at(-1)).toEqual({ type: 'stop' });
  version(200).exit(0);
  expect(seen.exits).toEqual([{ code: 0, signal: null }]);
});

describe('a version that does not load ends, and the running one learns why', () => {
  const failure = { type: 'not_loaded', reason: 'mine.ts:3:1: no', files: ['/mine.ts'] };

  beforeEach(() => {
    version(0).report({ type: 'saved' });
    version(1).spawn();
  });

  test('it reports the reason', () => {
    version(1).report(failure);
    expect(version(1).wasKilled).toBe(true);
    expect(version(0).posted).toEqual([failure]);
  });

  test('its watchdog ends it', () => {
    version(1).announce({ event: 'failed', code: 'WATCHDOG', reason: 'an endless loop?' });
    version(1).exit(null, 'SIGKILL');
    expect(version(0).posted).toEqual([{ type: 'not_loaded', reason: 'an endless loop?', files: [] }]);
    expect(seen.stdout).toEqual([]);
  });

  test('it ends without a reason', () => {
    version(1).exit(null, 'SIGSEGV');
    const reason = 'its process ended by signal SIGSEGV while it loaded';
    expect(version(0).posted).toEqual([{ type: 'not_loaded', reason, files: [] }]);
  });

  test('it never finishes', () => {
    machine.clock.advance(LOAD_MS_MAX);
    expect(version(1).wasKilled).toBe(true);
    expect(version(0).posted).toMatchObject([{ reason: 'it did not finish loading within 30 s' }]);
  });

  test('the file is saved again meanwhile: the next version is another', () => {
    version(0).report({ type: 'saved' });
    expect(version(1).wasKilled).toBe(true);
    expect(version(0).posted).toEqual([]);
    version(2).report({ type: 'loaded' });
    expect(version(0).posted).toEqual([{ type: 'hand_over' }]);
  });

  test('the running version ends first: so does the bot', () => {
    version(0).exit(1);
    expect(version(1).wasKilled).toBe(true);
    expect(seen.exits).toEqual([{ code: 1, signal: null }]);
  });

  test.each(['stop', 'kill'])('a %s ends both', (how) => {
    if (how === 'stop') bot.post({ type: 'stop' });
    else bot.kill();
    expect(version(1).wasKilled).toBe(true);
    version(0).exit(0);
    expect(seen.exits.length).toBeGreaterThan(0);
  });
});

describe('a running version that does not hand over', () => {
  beforeEach(() => {
    version(0).report({ type: 'saved' });
    version(1).report({ type: 'loaded' });
  });

  test('is killed, and the next one starts without state', () => {
    machine.clock.advance(HAND_OVER_MS_MAX);
    expect(version(0).wasKilled).toBe(true);
    expect(version(1).posted).toEqual([{ type: 'take_over', memory: null }]);
  });

  test('is killed when it has handed over and does not exit; what it passed on is kept', () => {
    version(0).report({ type: 'handed_over', memory });
    machine.clock.advance(EXIT_MS_MAX);
    expect(version(1).posted).toEqual([{ type: 'take_over', memory }]);
  });

  test('and a stop meanwhile: both end', () => {
    bot.post({ type: 'stop' });
    expect(version(1).wasKilled).toBe(true);
    version(0).exit(0);
    expect(seen.exits).toEqual([{ code: 0, signal: null }]);
  });

  test('and a next version that ends meanwhile: the bot ends as that one did', () => {
    version(1).exit(null, 'SIGKILL');
    version(0).exit(0);
    expect(seen.exits).toEqual([{ code: null, signal: 'SIGKILL' }]);
  });
});

test('announcements of a version that has not taken over are no news of the bot; its log is', () => {
  version(0).report({ type: 'saved' });
  version(1).announce({ event: 'status', orders: 1 });
  version(1).print('loading 3 files');
  version(1).log('a warning');
  expect(seen).toMatchObject({ stdout: ['loading 3 files'], stderr: ['a warning'] });
});

test.each([null, 'saved', {}, { type: 'toString' }, { type: 'not_loaded', reason: 1 }, { type: 'loaded' }])(
  'a strategy that sends %j is not heard',
  (message) => {
    version(0).report(message);
    expect(machine.launched).toHaveLength(1);
    expect(version(0).posted).toEqual([]);
  },
);
