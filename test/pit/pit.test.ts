import { beforeEach, describe, expect, test } from 'vitest';
import { USUAL_MOOD, type Room } from '../../src/contract/room.ts';
import type { Outcome } from '../../src/contract/pit-state.ts';
import { FLUSH_TIMEOUT_MS, Pit } from '../../src/pit/pit.ts';
import { EXCHANGE_V8_OPTIONS } from '../../src/pit/worker-args.ts';
import type { RosterEntry } from '../../src/pit/roster.ts';
import { FakeMachine, SCRIPTS, settle, STATUS } from './fake-machine.ts';

let machine: FakeMachine;
let room: Room | null;
let pit: Pit;
let rosters: (readonly RosterEntry[])[];
let kept: string[];
let openSession: () => Promise<{ folder: string; exchangeArgs: readonly string[] }>;

beforeEach(() => {
  machine = new FakeMachine();
  room = null;
  rosters = [];
  kept = [];
  openSession = () => Promise.resolve({ folder: '/sessions/1', exchangeArgs: ['--config=/pit.json'] });
  pit = new Pit({
    launcher: machine.launcher,
    clock: machine.clock,
    scripts: SCRIPTS,
    houseToken: 'of the house',
    room: () => room,
    ports: { orders: 0, events: 0, relay: 9010 },
    portAdvice: (flag) => `choose another with ${flag}`,
    roster: [{ name: 'm1', strategy: 'maker', params: {} }],
    settings: { host: '127.0.0.1', strategiesDir: '/strategies', logLevel: 'info' },
    openSession: () => openSession(),
    botLogs: { write: (...words) => void kept.push(words.join(' ')), close: () => Promise.resolve() },
    keepLatencies: async (session, bots) => void kept.push(`${session} ${JSON.stringify(bots)}`),
    fileExists: () => true,
    onChange: () => {},
    onRoster: (roster) => void rosters.push(roster),
  });
});

test('every line of a bot is kept in the log of its session, whichever stream it went to', async () => {
  await open();
  machine.process('m1').log('logged');
  machine.process('m1').print('printed');
  machine.process('m1').announce({ event: 'status', orders: 1 });
  expect(kept).toEqual(['/sessions/1 m1 logged', '/sessions/1 m1 printed']);
});

const LATENCY = { ackP50Ms: 0.5, ackP99Ms: 2, feedP50Ms: 0.25, feedP99Ms: 1 };
const phases = () => Object.fromEntries(pit.state.processes.map(({ name, phase }) => [name, phase]));
const alive = () => machine.launched.filter(({ isGone }) => !isGone).map(({ launch }) => launch.name);

async function exchangeReady(): Promise<void> {
  await settle();
  machine.process('exchange').ready({ orders: 5001, events: 5002 });
  await settle();
}

async function open(): Promise<void> {
  const started = pit.start();
  await exchangeReady();
  machine.process('relay').ready({ relay: 9010 });
  expect(await started).toEqual({ ok: true });
  machine.process('m1').ready();
}

async function exitInOrder(names: readonly string[]): Promise<void> {
  for (const name of names) {
    expect(machine.process(name).posted).toContainEqual({ type: 'stop' });
    machine.process(name).exit(0);
    await settle();
  }
}

describe('a start', () => {
  test('goes from the exchange to the relay to the bots, each with the addresses of the earlier ones', async () => {
    void pit.start();
    await settle();
    expect(alive()).toEqual(['exchange']);
    expect(machine.process('exchange').launch.args).toEqual([
      '--config=/pit.json',
      '--orders-port=0',
      '--events-port=0',
      '--host=127.0.0.1',
      '--data-dir=/sessions/1',
      '--log-level=info',
    ]);
    expect(machine.process('exchange').launch.v8Options).toEqual(EXCHANGE_V8_OPTIONS);
    await exchangeReady();
    expect(alive()).toEqual(['exchange', 'relay']);
    expect(machine.process('relay').launch.args).toContain('--upstream=ws://127.0.0.1:5002');
    expect(pit.state.phase).toBe('starting');
    machine.process('relay').ready({ relay: 9010 });
    await settle();
    expect(alive()).toEqual(['exchange', 'relay', 'm1']);
    expect(machine.process('m1').launch.args).toEqual([
      'maker',
      '--name=m1',
      '--relay=ws://127.0.0.1:9010',
      '--orders=ws://127.0.0.1:5001',
      '--strategies-dir=/strategies',
      '--log-level=info',
    ]);
    expect(pit.state).toMatchObject({
      phase: 'running',
      relayUrl: 'ws://127.0.0.1:9010',
      sessionFolder: '/sessions/1',
    });
  });

  test('that fails closes all open processes and keeps the reason', async () => {
    const started = pit.start();
    await exchangeReady();
    const taken = { host: '::1', port: 9010, option: '--port' };
    machine.process('relay').failSetup('port 9010 on ::1 is taken; use --port', taken);
    await settle();
    await exitInOrder(['exchange']);
    const reason = 'relay: port 9010 on ::1 is taken; choose another with --relay-port.';
    expect(await started).toEqual({ ok: false, reason });
    expect(pit.state).toMatchObject({ phase: 'stopped', reason });
    expect(phases()).toEqual({ exchange: 'stopped', relay: 'failed', m1: 'stopped' });
    expect(machine.launches('m1')).toBe(0);
  });

  test('without a folder for its session does not begin', async () => {
    openSession = () => Promise.reject(new Error('the disk is full.'));
    expect(await pit.start()).toEqual({ ok: false, reason: 'the disk is full.' });
    expect(pit.state).toMatchObject({ phase: 'stopped', reason: 'the disk is full.' });
    expect(machine.launched).toEqual([]);
  });

  test('is refused while the pit is open', async () => {
    await open();
    expect(await pit.start()).toEqual({ ok: false, reason: 'The pit is already running.' });
  });

  test('that is stopped halfway launches nothing more', async () => {
    const started = pit.start();
    await settle();
    const stopped = pit.stop();
    await settle();
    await exitInOrder(['exchange']);
    expect((await started).ok).toBe(false);
    expect(await stopped).toEqual({ ok: true });
    expect(pit.state.phase).toBe('stopped');
    expect(alive()).toEqual([]);
    await open();
  });

  test('that is stopped before its session is open launches nothing', async () => {
    let sessionOpened = (): void => {};
    openSession = () =>
      new Promise((resolve) => (sessionOpened = () => resolve({ folder: '/s', exchangeArgs: [] })));
    const started = pit.start();
    const stopped = pit.stop();
    await settle();
    expect(pit.state.phase).toBe('stopping');
    sessionOpened();
    expect((await started).ok).toBe(false);
    expect(await stopped).toEqual({ ok: true });
    expect(machine.launched).toEqual([]);
  });
});

test('a stop goes from the bots to the relay to the exchange, and keeps what the bots measured', async () => {
  await open();
  machine.process('m1').announce({ ...STATUS, ...LATENCY });
  const stopped = pit.stop();
  expect(phases()).toEqual({ exchange: 'running', relay: 'running', m1: 'stopping' });
  await exitInOrder(['m1']);
  expect(phases()).toEqual({ exchange: 'running', relay: 'stopping', m1: 'stopped' });
  await exitInOrder(['relay', 'exchange']);
  expect(await stopped).toEqual({ ok: true });
  expect(kept).toEqual([`/sessions/1 ${JSON.stringify({ m1: LATENCY })}`]);
  expect(pit.state).not.toHaveProperty('relayUrl');
  expect(pit.state).not.toHaveProperty('reason');
});

test('a stop kills processes that do not respond', async () => {
  await open();
  const stopped = pit.stop();
  for (let step = 0; step < 3; step += 1) {
    machine.clock.advance(10_000);
    await settle();
  }
  expect(await stopped).toEqual({ ok: true });
  expect(machine.launched.map(({ wasKilled }) => wasKilled)).toEqual([true, true, true]);
});

test('a crashed exchange and relay restart on the same ports', async () => {
  await open();
  machine.process('exchange').exit(null, 'SIGKILL');
  machine.process('relay').exit(null, 'SIGKILL');
  expect(pit.state).toMatchObject({ phase: 'running', relayUrl: 'ws://127.0.0.1:9010' });
  machine.clock.advance(1_000);
  expect(machine.process('exchange').launch.args).toContain('--orders-port=5001');
  expect(machine.process('exchange').launch.args).toContain('--events-port=5002');
  expect(machine.process('exchange').launch.args).toContain('--data-dir=/sessions/1');
  expect(machine.process('relay').launch.args).toContain('--port=9010');
  expect(machine.launches('m1')).toBe(1);
});

test('the next session uses the configured ports again', async () => {
  await open();
  void pit.stop();
  await exitInOrder(['m1', 'relay', 'exchange']);
  await open();
  expect(machine.process('exchange').launch.args).toContain('--orders-port=0');
});

test('when the exchange fails for good, the pit closes and keeps the reason', async () => {
  await open();
  machine.process('exchange').failSetup('the journal is damaged.');
  await settle();
  await exitInOrder(['m1', 'relay']);
  expect(pit.state).toMatchObject({ phase: 'stopped', reason: 'exchange: the journal is damaged.' });
  expect(alive()).toEqual([]);
});

test('a bot that crashes or fails affects nothing else', async () => {
  await open();
  machine.process('m1').exit(2);
  await settle();
  expect(pit.state.phase).toBe('running');
  expect(phases()).toEqual({ exchange: 'running', relay: 'running', m1: 'failed' });
});

describe('the bots', () => {
  const add = (name: string): Outcome =>
    pit.addBots({ strategy: '/mine.ts', name, count: 1, params: { levels: 5, note: '-x =y' } });
  const startFirst = { ok: false, reason: 'The pit is stopped; start it first.' };

  test('are kept when the pit closes, and start with it', async () => {
    expect(add('ada')).toEqual({ ok: true });
    expect(phases()).toMatchObject({ ada: 'stopped' });
    expect(rosters.at(-1)).toEqual([
      { name: 'm1', strategy: 'maker', params: {} },
      { name: 'ada', strategy: '/mine.ts', params: { levels: 5, note: '-x =y' } },
    ]);
    expect(pit.startBot('ada')).toEqual(startFirst);
    await open();
    const { args } = machine.process('ada').launch;
    expect(args[0]).toBe('/mine.ts');
    expect(args.slice(-2)).toEqual(['--param=levels=5', '--param=note=-x =y']);
    expect(pit.state.processes.at(-1)).toMatchObject({ params: { levels: 5, note: '-x =y' } });
  });

  test('join an open pit at once', async () => {
    await open();
    expect(add('ada')).toEqual({ ok: true });
    machine.process('ada').ready();
    expect(phases()).toMatchObject({ ada: 'running' });
  });

  test('are stopped, started again and removed one by one', async () => {
    await open();
    const stopped = pit.stopBot('m1');
    await exitInOrder(['m1']);
    expect(await stopped).toEqual({ ok: true });
    expect(rosters).toEqual([]);
    expect(pit.startBot('m1')).toEqual({ ok: true });
    const removed = pit.removeBot('m1');
    await exitInOrder(['m1']);
    expect(await removed).toEqual({ ok: true });
    expect(rosters).toEqual([[]]);
    expect(phases()).toEqual({ exchange: 'running', relay: 'running' });
  });

  test('are restarted: stopped first, then started', async () => {
    expect(await pit.restartBot('m1')).toEqual(startFirst);
    await open();
    const restarted = pit.restartBot('m1');
    expect(phases()).toMatchObject({ m1: 'stopping' });
    expect(machine.launches('m1')).toBe(1);
    await exitInOrder(['m1']);
    expect(await restarted).toEqual({ ok: true });
    expect(machine.launches('m1')).toBe(2);
    expect(phases()).toMatchObject({ m1: 'starting' });
  });

  test('are not started again by a restart after the pit has begun to close', async () => {
    await open();
    const restarted = pit.restartBot('m1');
    const stopped = pit.stop();
    await exitInOrder(['m1', 'relay', 'exchange']);
    await stopped;
    expect(await restarted).toMatchObject({ ok: false });
    expect(alive()).toEqual([]);
  });

  test('are named when they do not exist', async () => {
    const unknown = { ok: false, reason: "There is no bot 'eve'." };
    expect(await pit.stopBot('eve')).toEqual(unknown);
    expect(await pit.removeBot('eve')).toEqual(unknown);
    await open();
    expect(await pit.restartBot('eve')).toEqual(unknown);
    expect(pit.startBot('eve')).toEqual(unknown);
  });

  test('an impossible request changes nothing', () => {
    expect(add('m1')).toEqual({ ok: false, reason: "The name 'm1' is taken; choose another." });
    expect(rosters).toEqual([]);
  });
});

describe('a flush', () => {
  test('waits for the exchange to report its end', async () => {
    await open();
    let isFlushed = false;
    const flushed = pit.flush().then(() => (isFlushed = true));
    expect(machine.process('exchange').posted).toEqual([{ type: 'flush' }]);
    await settle();
    expect(isFlushed).toBe(false);
    machine.process('exchange').announce({ event: 'flushed' });
    await flushed;
  });

  test('waits no longer than its bound', async () => {
    await open();
    const flushed = pit.flush();
    machine.clock.advance(FLUSH_TIMEOUT_MS);
    await expect(flushed).resolves.toBeUndefined();
  });

  test('has nothing to do when the pit is closed', async () => {
    await expect(pit.flush()).resolves.toBeUndefined();
  });
});

test('a crowd is one process, whose accounts nobody else can use', async () => {
  await open();
  expect(pit.addBots({ strategy: 'crowd', name: 'c2', count: 1, params: { accounts: 80, seed: 7 } })).toEqual(
    {
      ok: true,
    },
  );
  await settle();
  const { script, args, environment } = machine.process('c2').launch;
  expect(script).toBe('/crowd.js');
  expect(args).toEqual([
    '--name=c2',
    '--accounts=80',
    '--seed=7',
    '--relay=ws://127.0.0.1:9010',
    '--orders=ws://127.0.0.1:5001',
    '--log-level=info',
  ]);
  expect(environment).toEqual({ BOTPIT_TOKEN: 'of the house' });
  expect(machine.process('exchange').launch.environment).toEqual({ BOTPIT_HOUSE_TOKEN: 'of the house' });
  machine.process('c2').ready();
  machine
    .process('c2')
    .announce({ event: 'status', orders: 3, fills: 1, rejects: 0, openOrders: 2, position: 0.1 });
  const state = pit.state.processes.find(({ name }) => name === 'c2');
  expect(state).toMatchObject({ kind: 'bot', phase: 'running', strategy: 'crowd', stats: { orders: 3 } });
  const stopped = pit.removeBot('c2');
  machine.process('c2').exit(0);
  expect(await stopped).toEqual({ ok: true });
});

test('a room gives the crowd its mood, stirs it, and takes the exchange away for a while', async () => {
  const mood = { ...USUAL_MOOD, depth: 0.5 };
  room = {
    name: 'test',
    about: 'A test.',
    mood,
    instruments: [],
    places: [{ symbol: 'A' }],
    events: [
      { type: 'withdraw', seconds: 60, atSeconds: 5 },
      { type: 'halt', seconds: 5, atSeconds: 10 },
      { type: 'outage', seconds: 10, atSeconds: 20 },
    ],
    repeatSeconds: null,
  };
  pit.addBots({ strategy: 'crowd', name: 'crowd', count: 1, params: {} });
  await open();
  machine.process('crowd').ready();
  expect(machine.process('crowd').launch.args).toContain(`--mood=${JSON.stringify(mood)}`);
  expect(machine.process('crowd').launch.args).toContain('--places=[{"symbol":"A"}]');
  machine.clock.advance(5_000);
  expect(machine.process('crowd').posted).toEqual([{ type: 'withdraw', seconds: 60 }]);
  expect(machine.process('m1').posted).toEqual([]);
  const exchange = machine.process('exchange');
  machine.clock.advance(15_000);
  const posted = exchange.posted.map((message) => (message as { readonly type: string }).type).join(' ');
  expect(posted).toBe('note_room_event note_room_event set_phase set_phase note_room_event flush');
  expect(exchange.wasKilled).toBe(false);
  exchange.announce({ event: 'flushed' });
  await settle();
  expect(exchange.wasKilled).toBe(true);
  expect(phases()).toMatchObject({ exchange: 'crashed', relay: 'running' });
  expect(pit.state.phase).toBe('running');
  machine.clock.advance(9_999);
  expect(machine.process('exchange')).toBe(exchange);
  machine.clock.advance(1);
  expect(machine.process('exchange')).not.toBe(exchange);
});
