import { beforeEach, describe, expect, test } from 'vitest';
import type { ProcessPhase } from '../../src/contract/pit-state.ts';
import { KILL_AFTER_MS, READY_WITHIN_MS, WorkerProcess } from '../../src/pit/worker-process.ts';
import {
  BACKOFF_FIRST_MS,
  PORT_RETRIES_MAX,
  PORT_RETRY_FIRST_MS,
  PORT_RETRY_MS_MAX,
  RESTARTS_MAX,
} from '../../src/pit/restart-budget.ts';
import { FakeMachine, settle } from './fake-machine.ts';

let machine: FakeMachine;
let worker: WorkerProcess;
let phases: ProcessPhase[];
let announced: string[];
let written: string[];

beforeEach(() => {
  machine = new FakeMachine();
  phases = [];
  announced = [];
  written = [];
  worker = createWorker('bot');
});

function createWorker(kind: 'exchange' | 'bot'): WorkerProcess {
  const created: WorkerProcess = new WorkerProcess(
    { name: 'ada', kind, script: '/bot.js', strategy: 'maker', args: () => ['--name=ada'] },
    machine,
    {
      onChange: () => {
        const { phase } = created.state;
        if (phases.at(-1) !== phase) phases.push(phase);
      },
      onAnnouncement: ({ event }) => void announced.push(event),
      onLogLine: (line) => void written.push(line),
    },
  );
  return created;
}

const child = () => machine.process('ada');

async function run(): Promise<void> {
  const started = worker.start();
  child().spawn();
  child().ready();
  await started;
}

test('forwards standard error, but not the output of a strategy', async () => {
  await run();
  child().print('printed');
  child().log('written');
  expect(written).toEqual(['written']);
  expect(worker.state.log).toEqual(['printed', 'written']);
});

test('runs from its ready line on, not from its launch', async () => {
  const started = worker.start();
  expect(child().launch).toEqual({ name: 'ada', script: '/bot.js', args: ['--name=ada'], environment: {} });
  child().spawn();
  expect(worker.state).toMatchObject({ phase: 'starting', pid: 100 });
  machine.clock.advance(2_000);
  child().ready();
  expect(await started).toEqual({ ok: true });
  expect(worker.state).toEqual({
    name: 'ada',
    kind: 'bot',
    phase: 'running',
    restarts: 0,
    log: [],
    pid: 100,
    runningSince: machine.clock.now(),
    strategy: 'maker',
  });
});

test('stops on request, without a kill', async () => {
  await run();
  const stopped = worker.stop();
  expect(child().posted).toEqual([{ type: 'stop' }]);
  expect(worker.state.phase).toBe('stopping');
  child().exit(0);
  await stopped;
  machine.clock.advance(60_000);
  expect(child().wasKilled).toBe(false);
  expect(worker.state).not.toHaveProperty('pid');
  expect(phases).toEqual(['starting', 'running', 'stopping', 'stopped']);
});

test('is killed when it does not stop in time, after one request', async () => {
  await run();
  const stops = [worker.stop(), worker.stop()];
  machine.clock.advance(KILL_AFTER_MS.bot - 1);
  expect(child().wasKilled).toBe(false);
  machine.clock.advance(1);
  await Promise.all(stops);
  expect(child().wasKilled).toBe(true);
  expect(child().posted).toHaveLength(1);
  const reason = 'Did not stop within 3 s and was killed.';
  expect(worker.state).toMatchObject({ phase: 'stopped', reason });
  await run();
  expect(worker.state).not.toHaveProperty('reason');
});

describe('a crash', () => {
  test('is reported, and followed by a restart after a moment', async () => {
    await run();
    child().announce({ event: 'failed', code: 'CRASHED', reason: 'TypeError: price is not a function' });
    child().exit(1);
    expect(worker.state).toMatchObject({
      phase: 'crashed',
      reason: 'Ended with exit code 1: TypeError: price is not a function',
    });
    machine.clock.advance(BACKOFF_FIRST_MS - 1);
    expect(machine.launches('ada')).toBe(1);
    machine.clock.advance(1);
    expect(worker.state).toMatchObject({ phase: 'starting', restarts: 1 });
    expect(worker.state.reason).toContain('TypeError');
    child().ready();
    expect(worker.state.phase).toBe('running');
    expect(worker.state).not.toHaveProperty('reason');
  });

  test('names the signal', async () => {
    await run();
    child().exit(null, 'SIGKILL');
    expect(worker.state.reason).toBe('Ended by signal SIGKILL.');
  });

  test('leads to five restarts within a minute, and then to none', async () => {
    const started = worker.start();
    for (let restart = 0; restart < RESTARTS_MAX; restart += 1) {
      child().exit(1);
      expect(worker.state.phase).toBe('crashed');
      machine.clock.advance(8_000);
    }
    expect(worker.state).toMatchObject({ phase: 'starting', restarts: RESTARTS_MAX });
    child().exit(1);
    const reason = 'Ended with exit code 1; 5 restarts within 60 s did not help.';
    expect(worker.state).toMatchObject({ phase: 'failed', reason });
    expect(await started).toEqual({ ok: false, reason: `ada: ${reason}` });
    machine.clock.advance(600_000);
    expect(machine.launches('ada')).toBe(1 + RESTARTS_MAX);
  });

  test('that is rare always leads to a restart', async () => {
    await run();
    for (let crash = 0; crash < 20; crash += 1) {
      child().exit(1);
      machine.clock.advance(15_000);
      expect(worker.state.phase).toBe('starting');
      child().ready();
    }
    expect(worker.state.restarts).toBe(20);
  });

  test('leads to no restart after a stop request', async () => {
    await run();
    child().exit(1);
    await worker.stop();
    machine.clock.advance(60_000);
    expect(worker.state.phase).toBe('stopped');
    expect(machine.launches('ada')).toBe(1);
  });

  test('while stopping is a stop', async () => {
    await run();
    const stopped = worker.stop();
    child().exit(1);
    await stopped;
    expect(worker.state).toMatchObject({ phase: 'stopped' });
    expect(machine.launches('ada')).toBe(1);
  });
});

test('exit code 2 fails at once, with the announced reason', async () => {
  const started = worker.start();
  child().log('2026-11-22T09:30:00.000Z info loading');
  child().failSetup('there is no such file.');
  expect(await started).toEqual({ ok: false, reason: 'ada: there is no such file.' });
  expect(worker.state).toMatchObject({ phase: 'failed', reason: 'there is no such file.', restarts: 0 });
  machine.clock.advance(60_000);
  expect(machine.launches('ada')).toBe(1);
});

describe('a port that is taken', () => {
  const taken = { host: '127.0.0.1', port: 9001, option: '--orders-port' };

  test('at the first launch fails at once', async () => {
    const started = worker.start();
    child().failSetup('port 9001 on 127.0.0.1 is taken; …', taken);
    expect(await started).toMatchObject({ ok: false });
    expect(worker.state.phase).toBe('failed');
  });

  test('after a crash is tried again, each time after a longer wait', async () => {
    await run();
    child().exit(1);
    machine.clock.advance(BACKOFF_FIRST_MS);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      child().failSetup('port 9001 on 127.0.0.1 is taken; …', taken);
      const waitMs = PORT_RETRY_FIRST_MS * 2 ** attempt;
      expect(worker.state).toMatchObject({
        phase: 'crashed',
        reason: `port 9001 on 127.0.0.1 is taken; …; next try in ${waitMs / 1_000} s.`,
      });
      machine.clock.advance(Math.min(waitMs, PORT_RETRY_MS_MAX) - 1);
      expect(worker.state.phase).toBe('crashed');
      machine.clock.advance(1);
      expect(worker.state.phase).toBe('starting');
    }
    child().ready();
    expect(worker.state.phase).toBe('running');
  });

  test('for good fails in the end, with the number of tries', async () => {
    await run();
    child().exit(1);
    machine.clock.advance(BACKOFF_FIRST_MS);
    for (let attempt = 0; attempt < PORT_RETRIES_MAX; attempt += 1) {
      child().failSetup('port 9001 on 127.0.0.1 is taken; …', taken);
      machine.clock.advance(PORT_RETRY_MS_MAX);
    }
    child().failSetup('port 9001 on 127.0.0.1 is taken; …', taken);
    const reason = `port 9001 on 127.0.0.1 is taken; …; ${PORT_RETRIES_MAX} tries did not help.`;
    expect(worker.state).toMatchObject({ phase: 'failed', reason });
  });
});

test('a stop keeps a failure and its reason; a start clears them', async () => {
  void worker.start();
  child().failSetup('no such file.');
  await worker.stop();
  expect(worker.state).toMatchObject({ phase: 'failed', reason: 'no such file.' });
  await run();
  expect(worker.state).toMatchObject({ phase: 'running', restarts: 0 });
  expect(worker.state).not.toHaveProperty('reason');
});

test('an unrequested end with exit code 0 is not a crash', async () => {
  await run();
  child().exit(0);
  machine.clock.advance(60_000);
  expect(worker.state).toMatchObject({ phase: 'stopped', reason: 'Ended without a request.' });
});

test('a start that is stopped before it is ready reports that', async () => {
  const started = worker.start();
  const stopped = worker.stop();
  child().exit(0);
  await stopped;
  expect(await started).toEqual({ ok: false, reason: 'ada: It was stopped.' });
});

test('a second start waits for the first one; one while stopping is refused', async () => {
  const both = Promise.all([worker.start(), worker.start()]);
  child().ready();
  expect(await both).toEqual([{ ok: true }, { ok: true }]);
  expect(machine.launches('ada')).toBe(1);
  void worker.stop();
  expect(await worker.start()).toEqual({ ok: false, reason: 'ada is still stopping.' });
});

test('an exchange that is not ready in time is killed and counts as crashed', async () => {
  worker = createWorker('exchange');
  void worker.start();
  machine.clock.advance(READY_WITHIN_MS.exchange ?? 0);
  expect(child().wasKilled).toBe(true);
  expect(worker.state).toMatchObject({ phase: 'crashed', reason: 'Not ready within 120 s.' });
});

test('a bot may wait for the exchange as long as it takes', async () => {
  void worker.start();
  machine.clock.advance(3_600_000);
  await settle();
  expect(worker.state.phase).toBe('starting');
});

test('has the figures that the bot announces, until the next launch', async () => {
  await run();
  const counts = { orders: 8, fills: 2, rejects: 0, rejectsByCode: {}, openOrders: 1, position: 0 };
  machine.clock.advance(2_000);
  child().announce({ event: 'status', ...counts });
  expect(worker.state.stats).toEqual({ ...counts, ordersPerSecond: 4 });
  child().exit(1);
  expect(worker.state.stats).toMatchObject(counts);
  machine.clock.advance(BACKOFF_FIRST_MS);
  expect(worker.state).not.toHaveProperty('stats');
});

test('keeps the last 100 lines of its log, including output that is not an announcement', async () => {
  await run();
  child().print('{"event":"status","orders":3}');
  child().print('hello from the strategy');
  child().print('{"an":"object"}');
  expect(announced).toEqual(['ready', 'status']);
  expect(worker.state.log).toEqual(['hello from the strategy', '{"an":"object"}']);
  for (let line = 0; line < 150; line += 1) child().log(`line ${line}`);
  expect(worker.state.log).toHaveLength(100);
  expect(worker.state.log.at(-1)).toBe('line 149');
  child().log('x'.repeat(50_000));
  expect(worker.state.log.at(-1)).toHaveLength(2_000);
});
