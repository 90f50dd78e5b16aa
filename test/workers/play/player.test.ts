/** The player with a clock that the tests advance: its events, their times and their readers. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { MarketEvent } from '../../../src/contract/events.ts';
import { replicaState } from '../../../src/contract/replica-state.ts';
import { Replica } from '../../../src/contract/replica.ts';
import { CLOSE } from '../../../src/contract/protocol.ts';
import { listFiles, segmentPath } from '../../../src/session/journal/journal-folder.ts';
import { Contents } from '../../../src/session/playback/contents.ts';
import { Player, type PlayerOptions } from '../../../src/workers/play/player.ts';
import { Broadcast } from '../../../src/net/broadcast.ts';
import { FakeClock } from './fake-clock.ts';
import { Listener } from './listener.ts';
import { newRecording, recorded } from './recorded.ts';

function open(folder: string, options: Partial<PlayerOptions> = {}, clock = new FakeClock()) {
  const contents = new Contents(folder, { historyEvents: 200 });
  const readers = new Broadcast();
  const common = { contents, readers, clock, speed: 1, isPaused: false, onTurn: () => {} };
  const player = new Player({ ...common, ...options });
  const listener = new Listener();
  listener.join(player);
  return { player, clock, listener, readers };
}

/** Without epochs, which a seek changes. */
function stateAfter(events: readonly MarketEvent[]) {
  const replica = new Replica();
  replica.apply(events);
  const { status, trades: _trades, liquidations: _liquidations, ...rest } = replicaState(replica);
  return { ...rest, status: { ...status, epoch: '' } };
}

test('from the beginning, every recorded event is published again, byte for byte', () => {
  const { folder, events } = recorded();
  const { player, clock, listener } = open(folder, { speed: Infinity });
  clock.pass(1_000);
  const published = listener.frames.map((frame) => frame.slice(1, -1)).join(',');
  expect(`[${published}]` === JSON.stringify(events)).toBe(true);
  expect(player.position).toMatchObject({ state: 'ended', seq: events.length, problem: null });
  expect(player.position.last.seq).toBe(events.length);
});

test('recorded time passes at the requested speed', () => {
  const { folder, events } = recorded();
  const { player, clock, listener } = open(folder);
  const begin = (events[0] as MarketEvent).time;
  const published = (micros: number) => events.filter(({ time }) => time <= begin + micros).length;
  clock.pass(80);
  expect(listener.events).toHaveLength(published(80_000));
  player.setSpeed(5);
  clock.pass(20);
  expect(listener.events).toHaveLength(published(180_000));
  player.pause();
  clock.pass(60_000);
  expect(listener.events).toHaveLength(published(180_000));
  player.play();
  const { time } = player.position;
  clock.pass(10);
  expect(listener.events).toHaveLength(published(time + 50_000 - begin));
  expect(published(time + 50_000 - begin)).toBeGreaterThan(published(180_000));
});

test('work that is late slows the session down, and never piles up', () => {
  const { folder, events } = recorded();
  const turns: number[] = [];
  const clock = new FakeClock(1);
  const { listener } = open(folder, { speed: 1_000, onTurn: () => turns.push(clock.now()) }, clock);
  clock.pass(8_000);
  expect(listener.events).toHaveLength(events.length);
  const longest = Math.max(...turns.map((at, index) => at - (turns[index - 1] ?? 0)));
  expect(turns.length).toBeGreaterThan(100);
  // Each look at this clock takes a millisecond, and a turn looks a few times beyond its five.
  expect(longest).toBeLessThan(20 + 100);
});

test('a step is one command of an account', () => {
  const { folder, entries } = recorded({ commands: 40 });
  const { player, clock } = open(folder, { isPaused: true });
  const after: number[] = [];
  const commands = entries.filter(([, , { type }]) => type !== 'checkpoint');
  for (const _ of commands) {
    player.step();
    clock.pass(10);
    expect(player.position.state).toBe('paused');
    after.push(player.position.time);
  }
  expect(after).toEqual(commands.map(([, time]) => time));
});

test('after a seek in either direction a reader has the market of that moment, and follows it', () => {
  const { folder, events } = recorded();
  const { player, clock, listener } = open(folder, { isPaused: true });
  const replica = new Replica();
  const take = () => replica.apply(listener.events.splice(0));
  for (const seq of [900, 1_500, 300, 301, 1_499]) {
    player.seek({ seq });
    clock.pass(50);
    take();
    expect(player.position.state).toBe('paused');
    const reached = player.position.seq;
    expect(reached).toBeGreaterThanOrEqual(seq);
    const { status, trades: _trades, liquidations: _liquidations, ...rest } = replicaState(replica);
    expect({ ...rest, status: { ...status, epoch: '' } }).toEqual(stateAfter(events.slice(0, reached)));
    expect(replica.trades.length).toBeGreaterThan(10);
    expect(replica.holes).toBe(0);
  }
  player.setSpeed(Infinity);
  player.play();
  clock.pass(100);
  take();
  expect(replica.seq).toBe(events.length);
  expect(replica.status?.epoch).toBe('recorded@6');
});

test('a reader that joins later has the same market as the others', () => {
  const { folder, events } = recorded();
  const { player, clock, listener } = open(folder, { isPaused: true });
  player.seek({ seq: 1_000 });
  clock.pass(50);
  const late = new Listener();
  late.join(player);
  expect(stateAfter(late.events)).toEqual(stateAfter(listener.events));
  player.step();
  clock.pass(10);
  expect(stateAfter(late.events)).toEqual(stateAfter(events.slice(0, player.position.seq)));
});

test('with checkpoints far apart, a reader gets an unrecorded one', () => {
  const { folder, events } = recorded({ checkpointMs: 3_600_000, segmentBytes: 1e9 });
  const { player, clock, listener } = open(folder, { isPaused: true });
  player.seek({ seq: 1_000 });
  clock.pass(50);
  expect(listener.events.length).toBeLessThan(100);
  const reached = stateAfter(events.slice(0, player.position.seq));
  expect(stateAfter(listener.events)).toMatchObject({
    seq: reached.seq,
    markets: reached.markets,
    inSync: true,
  });
});

test('the player waits a while for a reader that does not read', () => {
  const { folder } = recorded();
  const { player, clock, listener, readers } = open(folder, { speed: Infinity });
  listener.queuedBytes = 9_000_000;
  clock.pass(1_900);
  expect(player.position.seq).toBe(0);
  expect(readers.readers).toBe(1);
  clock.pass(200);
  expect(player.position.seq).toBeGreaterThan(100);
  expect(readers.readers).toBe(0);
  expect(listener.closedWith).toBe(CLOSE.tryAgainLater);
});

test('a pause of the exchange is skipped', () => {
  const { session, folder, events } = newRecording();
  for (let n = 0; n < 20; n += 1) session.step();
  session.rest(3_600_000);
  for (let n = 0; n < 20; n += 1) session.step();
  session.close();
  const { clock, listener } = open(folder);
  clock.pass(200);
  expect(listener.events).toHaveLength(events.length);
});

test('a growing journal is followed, past torn writes and into new segments', () => {
  const { session, folder, events } = newRecording();
  for (let n = 0; n < 20; n += 1) session.step();
  const { player, clock, listener } = open(folder, { speed: 1_000 });
  clock.pass(1_000);
  expect(player.position.state).toBe('ended');
  expect(listener.events).toHaveLength(events.length);
  while (listFiles(folder, 'log').length < 3) session.step();
  clock.pass(1_000);
  expect(listener.events).toHaveLength(events.length);
  const path = segmentPath(folder, 3);
  const whole = readFileSync(path);
  appendFileSync(path, Buffer.from([200, 0, 0, 0, 1, 2, 3, 4, 91]));
  clock.pass(1_000);
  expect(player.position).toMatchObject({ state: 'ended', problem: null });
  writeFileSync(path, whole);
  session.step();
  clock.pass(1_000);
  expect(listener.events).toHaveLength(events.length);
  expect(player.position).toMatchObject({ last: { seq: events.length }, problem: null });
});

test('at damage it stops with the reason, and can still seek back', () => {
  const { folder } = recorded();
  const path = segmentPath(folder, 2);
  const bytes = readFileSync(path);
  bytes[5_000] = (bytes[5_000] as number) ^ 1;
  writeFileSync(path, bytes);
  const { player, clock } = open(folder, { speed: Infinity });
  clock.pass(1_000);
  expect(player.position.state).toBe('ended');
  expect(player.position.problem).toMatch(/000002\.log is damaged at byte \d+/);
  player.pause();
  player.seek({ seq: 50 });
  clock.pass(50);
  expect(player.position).toMatchObject({ state: 'paused', problem: null });
});
