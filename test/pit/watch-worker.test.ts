/** A pit with a watch worker and a history service. */
import { beforeEach, expect, test } from 'vitest';
import type { Outcome } from '../../src/contract/pit-state.ts';
import { Pit } from '../../src/pit/pit.ts';
import { FakeMachine, settle } from './fake-machine.ts';

let machine: FakeMachine;
let pit: Pit;

beforeEach(async () => {
  machine = new FakeMachine();
  pit = new Pit({
    launcher: machine.launcher,
    clock: machine.clock,
    scripts: {
      exchange: '/exchange.js',
      relay: '/relay.js',
      watch: '/watch.js',
      history: '/history.js',
      bot: '/bot.js',
      crowd: '/crowd.js',
    },
    hasWatch: true,
    hasHistory: true,
    houseToken: 'of the house',
    room: () => null,
    ports: { orders: 0, events: 0, relay: 9010 },
    portAdvice: (flag) => `choose another with ${flag}`,
    roster: [],
    settings: { host: '0.0.0.0', strategiesDir: '/strategies', logLevel: 'info' },
    openSession: () => Promise.resolve({ folder: '/sessions/1', exchangeArgs: [] }),
    fileExists: () => true,
    onChange: () => {},
    onRoster: () => {},
  });
  await startPit();
});

/** @returns the start, which waits for the relay */
async function startToRelay(): Promise<{ readonly outcome: Promise<Outcome> }> {
  const outcome = pit.start();
  await settle();
  machine.process('exchange').ready({ orders: 5001, events: 5002 });
  await settle();
  machine.process('watch').ready({ watch: 5003 });
  await settle();
  return { outcome };
}

async function startPit(): Promise<void> {
  const { outcome } = await startToRelay();
  machine.process('relay').ready({ relay: 9010 });
  machine.process('history').ready({ history: 5004 });
  await outcome;
}

/** Messages about bots that the newest history service has. */
const news = () => machine.process('history').posted.filter((message) => 'events' in (message as object));

test('starts it before the relay, which gets its address; only this machine reaches it', () => {
  const { args } = machine.process('watch').launch;
  expect(args).toContain('--upstream=ws://127.0.0.1:5002');
  expect(args).toContain('--host=127.0.0.1');
  expect(machine.process('relay').launch.args).toContain('--watch=ws://127.0.0.1:5003');
});

test('the history service begins with the session, and the relay passes its requests on', () => {
  const { args } = machine.process('history').launch;
  expect(args).toContain('--upstream=ws://127.0.0.1:5002');
  expect(args).toContain('--session=/sessions/1');
  expect(args).toContain('--host=127.0.0.1');
  expect(machine.process('relay').launch.args).toContain('--await-history');
  const address = { type: 'history', address: 'http://127.0.0.1:5004' };
  expect(machine.process('relay').posted).toContainEqual(address);
  machine.process('relay').exit(null, 'SIGKILL');
  machine.clock.advance(1_000);
  machine.process('relay').ready({ relay: 9010 });
  expect(machine.process('relay').posted).toContainEqual(address);
});

test('the history service learns when bots joined, failed and left, without reasons, and again after a crash', async () => {
  expect(pit.addBots({ strategy: 'maker', name: 'ann', count: 1, params: {} })).toEqual({ ok: true });
  await settle();
  machine.process('ann').ready();
  machine.process('ann').exit(1);
  const joined = { time: expect.any(Number) as number, name: 'ann', what: 'joined' };
  const failed = { time: expect.any(Number) as number, name: 'ann', what: 'failed' };
  const both = { type: 'bots', events: [joined, failed] };
  expect(news()).toEqual([{ type: 'bots', events: [] }, { type: 'bots', events: [joined] }, both]);
  machine.process('history').exit(null, 'SIGKILL');
  machine.clock.advance(1_000);
  machine.process('history').ready({ history: 5004 });
  expect(news().at(-1)).toMatchObject({ events: expect.arrayContaining([joined, failed]) as unknown[] });
});

test('a session begins without the events of bots in an earlier one', async () => {
  pit.addBots({ strategy: 'maker', name: 'ann', count: 1, params: {} });
  await settle();
  machine.process('ann').ready();
  expect(news().at(-1)).toMatchObject({ events: [{ name: 'ann', what: 'joined' }] });
  await closePit('ann');
  await startPit();
  expect(news()).toEqual([{ type: 'bots', events: [] }]);
  machine.process('ann').ready();
  expect(news().at(-1)).toMatchObject({ events: [{ name: 'ann', what: 'joined' }] });
});

test('the name of a bot that fails before it has joined is not published', async () => {
  pit.addBots({ strategy: 'maker', name: 'ann', count: 1, params: {} });
  await settle();
  machine.process('ann').failSetup('the password is wrong');
  expect(pit.state.processes.find(({ name }) => name === 'ann')?.phase).toBe('failed');
  expect(news()).toEqual([{ type: 'bots', events: [] }]);
});

test('starts it again at its port after a crash, and the pit stays open', () => {
  machine.process('watch').exit(null, 'SIGKILL');
  expect(pit.state.phase).toBe('running');
  machine.clock.advance(1_000);
  expect(machine.process('watch').launch.args).toContain('--port=5003');
});

test('stays open without it', async () => {
  machine.process('watch').failSetup('it cannot run');
  await settle();
  expect(pit.state.phase).toBe('running');
  expect(pit.state.processes.find(({ name }) => name === 'watch')?.phase).toBe('failed');
});

test('opens without a history service that cannot run', async () => {
  await closePit();
  const { outcome } = await startToRelay();
  machine
    .process('history')
    .failSetup('port 9012 is taken; use --port', { host: '::1', port: 9012, option: '--port' });
  machine.process('relay').ready({ relay: 9010 });
  expect(await outcome).toEqual({ ok: true });
  expect(pit.state.processes.find(({ name }) => name === 'history')?.reason).toBe(
    'port 9012 on ::1 is taken; choose another with --history-port.',
  );
});

async function closePit(...bots: readonly string[]): Promise<void> {
  const stopped = pit.stop();
  for (const name of [...bots, 'watch', 'relay', 'history', 'exchange']) {
    await settle();
    machine.process(name).exit(0);
  }
  await stopped;
}

test('stops it before the relay, through which it closes its connections', async () => {
  const stopped = pit.stop();
  for (const name of ['watch', 'relay', 'history', 'exchange']) {
    await settle();
    expect(machine.process(name).posted).toContainEqual({ type: 'stop' });
    machine.process(name).exit(0);
  }
  expect(await stopped).toEqual({ ok: true });
});
