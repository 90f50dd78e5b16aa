/** A recorded session and the player behind it, from its opening to its end. */
import { beforeEach, expect, test } from 'vitest';
import { sessionFolderOf } from '../../src/main/session-opener.ts';
import { Playback } from '../../src/pit/playback.ts';
import { BACKOFF_FIRST_MS } from '../../src/pit/restart-budget.ts';
import { FakeMachine, settle } from './fake-machine.ts';

let machine: FakeMachine;
let playback: Playback;
let changes = 0;

beforeEach(() => {
  machine = new FakeMachine();
  changes = 0;
  const settings = { host: '127.0.0.1', strategiesDir: '/strategies', logLevel: 'info' };
  playback = new Playback({
    ...machineParts(),
    script: '/player.js',
    settings,
    onChange: () => (changes += 1),
  });
});

const machineParts = () => ({ launcher: machine.launcher, clock: machine.clock });
const child = () => machine.process('player');
const POSITION = {
  event: 'position',
  first: { time: 5, seq: 0 },
  last: { time: 90, seq: 40 },
  time: 50,
  seq: 20,
  speed: 10,
  state: 'playing',
  isPaused: false,
};

async function open(): Promise<void> {
  const start = { from: '2026-11-23T09:30:00Z', speed: 1, isPaused: false };
  const opened = playback.open({ folder: '/sessions/monday', isRewind: true, start });
  await settle();
  child().spawn();
  child().ready({ player: 77 });
  expect(await opened).toEqual({ ok: true });
}

test('opens a session at the requested moment', async () => {
  expect(playback.state).toBeNull();
  expect(playback.control({ type: 'play' })).toEqual({ ok: false, reason: 'No session is open.' });
  await open();
  expect(child().launch.args).toEqual([
    '/sessions/monday',
    '--port=0',
    '--host=127.0.0.1',
    '--speed=1',
    '--from=2026-11-23T09:30:00Z',
    '--log-level=info',
  ]);
  expect(playback.state).toEqual({
    session: 'monday',
    isRewind: true,
    phase: 'open',
    url: 'ws://127.0.0.1:77',
  });
  child().announce(POSITION);
  expect(playback.state?.position).toMatchObject({ seq: 20, speed: 10, state: 'playing' });
  expect(playback.control({ type: 'step' })).toEqual({ ok: true });
  expect(child().posted).toEqual([{ type: 'step' }]);
  expect(changes).toBeGreaterThan(2);
});

test('a malformed announcement is ignored', async () => {
  await open();
  child().announce({ ...POSITION, state: 'dancing' });
  expect(playback.state?.position).toBeUndefined();
});

test('after a crash it resumes at the same place, in the same state', async () => {
  await open();
  child().announce({ ...POSITION, isPaused: true, state: 'paused' });
  child().exit(1);
  expect(playback.state).toMatchObject({ phase: 'opening', position: { seq: 20 } });
  machine.clock.advance(BACKOFF_FIRST_MS);
  expect(child().launch.args).toContain('--from=20');
  expect(child().launch.args).toContain('--speed=10');
  expect(child().launch.args).toContain('--paused');
  child().ready({ player: 78 });
  expect(playback.state?.url).toBe('ws://127.0.0.1:78');
});

test('a folder that cannot be played opens no session, and the caller gets the reason', async () => {
  const opened = playback.open({ folder: '/nowhere', isRewind: false, start: { speed: 1, isPaused: false } });
  await settle();
  child().spawn();
  child().failSetup('/nowhere has no journal.');
  expect(await opened).toEqual({ ok: false, reason: '/nowhere has no journal.' });
  expect(playback.state).toBeNull();
});

test('when the player fails for good, the session stays with the reason until it is closed', async () => {
  await open();
  child().failSetup('the disk is gone');
  expect(playback.state).toMatchObject({ phase: 'failed', reason: 'the disk is gone' });
  expect(playback.state?.url).toBeUndefined();
  expect(await playback.close()).toEqual({ ok: true });
  expect(playback.state).toBeNull();
});

test('another session replaces the open one', async () => {
  await open();
  const first = child();
  const opened = playback.open({
    folder: '/sessions/tuesday',
    isRewind: false,
    start: { speed: 1, isPaused: false },
  });
  expect(first.posted).toEqual([{ type: 'stop' }]);
  first.exit(0);
  await settle();
  child().spawn();
  child().ready({ player: 79 });
  await opened;
  expect(playback.state).toMatchObject({ session: 'tuesday', url: 'ws://127.0.0.1:79' });
});

test('of two requests at once the later session opens, and nothing of the other remains', async () => {
  const start = { speed: 1, isPaused: false };
  const monday = playback.open({ folder: '/sessions/monday', isRewind: false, start });
  const first = child();
  const tuesday = playback.open({ folder: '/sessions/tuesday', isRewind: false, start });
  expect(first.posted).toEqual([{ type: 'stop' }]);
  first.exit(0);
  expect(await monday).toEqual({ ok: true });
  await settle();
  child().spawn();
  child().ready({ player: 79 });
  expect(await tuesday).toEqual({ ok: true });
  expect(playback.state).toMatchObject({ session: 'tuesday', phase: 'open' });
});

test('of two requests while a session closes, the later session stays open', async () => {
  await open();
  const first = child();
  const start = { speed: 1, isPaused: false };
  const tuesday = playback.open({ folder: '/sessions/tuesday', isRewind: false, start });
  const wednesday = playback.open({ folder: '/sessions/wednesday', isRewind: false, start });
  await settle();
  child().spawn();
  child().ready({ player: 79 });
  first.exit(0);
  await settle();
  expect(playback.state).toMatchObject({ session: 'wednesday', phase: 'open' });
  expect(await Promise.all([tuesday, wednesday])).toEqual([{ ok: true }, { ok: true }]);
});

test('a close ends a request that waits for the former session', async () => {
  await open();
  const first = child();
  const start = { speed: 1, isPaused: false };
  const tuesday = playback.open({ folder: '/sessions/tuesday', isRewind: false, start });
  const closed = playback.close();
  first.exit(0);
  await closed;
  expect(await Promise.race([tuesday, settle().then(() => 'waits')])).toEqual({ ok: true });
  expect(playback.state).toBeNull();
});

test('the journal folder inside a session opens it, too', () => {
  expect(sessionFolderOf('/sessions/monday')).toBe('/sessions/monday');
  expect(sessionFolderOf('/sessions/monday/journal')).toBe('/sessions/monday');
});
