import { expect, test } from 'vitest';
import type { ProcessState } from '../../src/contract/pit-state.ts';
import {
  CLASS_PATTERN,
  isFromFile,
  NAME_PATTERN,
  nextName,
  splitStrategy,
  strategyLabel,
  suggestName,
  withClass,
} from '../../src/renderer/pit/bot-names.ts';
import {
  everyOf,
  isRemote,
  isSameAddress,
  relayOfLocation,
  relayToFollow,
  upstreamAddress,
  withoutEvery,
} from '../../src/renderer/pit/relay-address.ts';
import { actionOf, keyMap, modifierName } from '../../src/renderer/commands/keys.ts';

const PORTS = { orders: 9001, events: 9002, relay: 9010 };
const process = (name: string): ProcessState => ({
  name,
  kind: 'bot',
  phase: 'running',
  restarts: 0,
  log: [],
});

test.each([
  ['maker', [], 'maker'],
  ['maker', ['maker'], 'maker-2'],
  ['maker', ['maker', 'maker-2', 'maker-4'], 'maker-3'],
  ['/home/ada/bots/grid.ts:Grid', [], 'grid'],
  ['C:\\bots\\my bot.js', [], 'my-bot'],
  ['/bots/a-strategy-with-a-very-long-file-name.ts', [], 'a-strategy-with-a-very-long-'],
])('a bot of %s beside %j is called %s', (strategy, taken, name) => {
  const suggested = suggestName(strategy, taken.map(process));
  expect(suggested).toBe(name);
  expect(suggested).toMatch(new RegExp(`^${NAME_PATTERN}$`, 'v'));
});

test.each([
  ['maker', ['maker'], 'maker-2'],
  ['maker-2', ['maker', 'maker-2'], 'maker-3'],
  ['crowd-7', ['crowd-6', 'crowd-7'], 'crowd'],
  ['-7', ['-7'], '-7-2'],
  ['x'.repeat(32), ['x'.repeat(32)], 'x'.repeat(28)],
])('another bot like %s beside %j is called %s', (name, taken, next) => {
  expect(nextName(name, taken.map(process))).toBe(next);
});

test('a strategy has the name of its file', () => {
  expect(strategyLabel('/home/ada/bots/grid.ts:Grid')).toBe('grid.ts:Grid');
  expect(strategyLabel('maker')).toBe('maker');
});

test.each([
  ['/bots/two.ts', '/bots/two.ts', ''],
  ['/bots/two.ts:Grid', '/bots/two.ts', 'Grid'],
  ['C:\\bots\\two.js', 'C:\\bots\\two.js', ''],
  ['C:\\bots\\two.js:Grid', 'C:\\bots\\two.js', 'Grid'],
  ['maker', 'maker', ''],
])('%s is the file %s and the class "%s"', (strategy, path, className) => {
  expect(splitStrategy(strategy)).toEqual({ path, className });
  expect(withClass(path, className)).toBe(strategy);
});

test('only a file has classes, whose names are identifiers', () => {
  expect(['maker', 'taker', 'random', '/bots/maker.ts'].map(isFromFile)).toEqual([false, false, false, true]);
  const pattern = new RegExp(`^${CLASS_PATTERN}$`, 'v');
  expect(['Grid', '_b2', '$', '2b', 'a-b', 'a b', ''].map((name) => pattern.test(name))).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('the relay in the address, or that of this machine', () => {
  expect(relayOfLocation('?relay=ws://far.example:1')).toBe('ws://far.example:1');
  expect(relayOfLocation('')).toBe('ws://127.0.0.1:9010');
});

test('follows the remote relay, else the pit’s own, else none', () => {
  const settings = {
    remoteRelayUrl: null,
    configFile: null,
    room: null,
    rooms: [],
    recentStrategies: [],
    ports: PORTS,
  };
  const state = { phase: 'running', processes: [], relayUrl: 'ws://127.0.0.1:5' } as const;
  const pit = { hasPit: true, state, settings, playback: null };
  const remote = { ...pit, settings: { ...settings, remoteRelayUrl: 'ws://far.example:1' } };
  expect(relayToFollow(pit, null, '')).toBe('ws://127.0.0.1:5');
  expect(relayToFollow({ ...pit, state: { phase: 'stopped', processes: [] } }, null, '')).toBeNull();
  expect(relayToFollow({ ...pit, state: null, settings: null }, null, '')).toBeNull();
  expect(relayToFollow(remote, null, '')).toBe('ws://far.example:1');
  expect([isRemote(pit, null), isRemote(remote, null)]).toEqual([false, true]);
});

test('an address tells a conflated feed from the single events', () => {
  const conflated = 'ws://a:1/?every=100&token=t';
  expect([everyOf(conflated), everyOf('ws://a:1'), everyOf('')]).toEqual([100, null, null]);
  expect(withoutEvery(conflated)).toBe('ws://a:1/?token=t');
});

test('a page asks the relay that it follows, with its token', () => {
  expect(upstreamAddress('ws://desk:9010/?every=100&token=a%20b')).toBe(
    'http://desk:9010/v1/upstream?token=a+b',
  );
  expect(upstreamAddress('wss://desk:9010')).toBe('https://desk:9010/v1/upstream');
});

test('leaves its own relay when the pit closes', () => {
  const settings = {
    remoteRelayUrl: null,
    configFile: null,
    room: null,
    rooms: [],
    recentStrategies: [],
    ports: PORTS,
  };
  const state = { phase: 'stopping', processes: [], relayUrl: 'ws://127.0.0.1:5' } as const;
  expect(relayToFollow({ hasPit: true, state, settings, playback: null }, null, '')).toBeNull();
});

test('follows the player of a recorded session before any relay, and nothing when that has failed', () => {
  const state = { phase: 'running', processes: [], relayUrl: 'ws://127.0.0.1:5' } as const;
  const open = { session: 'monday', isRewind: false, phase: 'open', url: 'ws://127.0.0.1:6' } as const;
  const pit = { hasPit: true, state, settings: null, playback: open };
  expect(relayToFollow(pit, null, '')).toBe('ws://127.0.0.1:6');
  const { url: _url, ...closed } = open;
  expect(relayToFollow({ ...pit, playback: { ...closed, phase: 'opening' } }, null, '')).toBe(
    'ws://127.0.0.1:5',
  );
  expect(relayToFollow({ ...pit, playback: { ...closed, phase: 'failed' } }, null, '')).toBeNull();
});

test.each([
  ['ws://127.0.0.1:5', 'ws://127.0.0.1:5', true],
  ['ws://127.0.0.1:5/', 'ws://127.0.0.1:5', true],
  ['ws://localhost:5', 'ws://127.0.0.1:5', false],
  ['ws://127.0.0.1:6', 'ws://127.0.0.1:5', false],
  ['nonsense', 'nonsense', false],
  [null, 'ws://127.0.0.1:5', false],
  ['ws://127.0.0.1:5', undefined, false],
])('%s and %s are one address: %s', (one, other, isSame) => {
  expect(isSameAddress(one, other)).toBe(isSame);
});

test('a window without a pit follows the chosen relay, else its address', () => {
  const none = { hasPit: false, state: null, settings: null, playback: null };
  expect(relayToFollow(none, null, '?relay=ws://a:1')).toBe('ws://a:1');
  expect(relayToFollow(none, 'ws://b:2', '?relay=ws://a:1')).toBe('ws://b:2');
  expect([isRemote(none, null), isRemote(none, 'ws://b:2')]).toEqual([false, true]);
});

const press = (key: string, changes: Partial<Parameters<typeof actionOf>[0]> = {}) =>
  actionOf({ key, ctrlKey: false, metaKey: false, altKey: false, typing: false, ...changes });

test.each([
  ['Enter', { ctrlKey: true }, 'start'],
  ['Enter', { metaKey: true }, 'start'],
  ['Enter', { ctrlKey: true, typing: true }, 'start'],
  ['.', { ctrlKey: true }, 'stop'],
  ['.', {}, undefined],
  [' ', {}, undefined],
  ['Enter', {}, undefined],
  ['n', {}, 'new-bot'],
  ['n', { typing: true }, undefined],
  ['n', { ctrlKey: true }, undefined],
  ['?', {}, 'key-map'],
  ['1', {}, 'panel-bots'],
  ['5', {}, 'panel-tape'],
  ['9', {}, undefined],
  ['2', { altKey: true }, undefined],
])('%s with %j means %s', (key, changes, action) => {
  expect(press(key, changes)).toBe(action);
});

test('the map of keys names the modifier of the platform', () => {
  expect(keyMap(modifierName('MacIntel'))[0]).toEqual(['⌘ Enter', 'Start the pit']);
  expect(keyMap(modifierName('Linux x86_64'))[0]).toEqual(['Ctrl Enter', 'Start the pit']);
});
