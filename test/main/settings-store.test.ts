import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SettingsStore } from '../../src/main/settings-store.ts';
import { DEFAULT_SETTINGS } from '../../src/main/settings-schema.ts';

let folder: string;
let problems: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-settings-'));
  problems = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => new SettingsStore(folder, (problem) => void problems.push(problem));
const write = (content: string) => writeFileSync(join(folder, 'settings.json'), content);

test('without a file the defaults apply: three bots and the ports of the protocol', () => {
  const { current } = open();
  expect(current).toEqual(DEFAULT_SETTINGS);
  expect(current.roster.map(({ name }) => name)).toEqual(['crowd', 'maker', 'taker', 'random']);
  expect(current.ports).toEqual({ orders: 9001, events: 9002, relay: 9010 });
  expect(problems).toEqual([]);
});

test('keeps changes, and leaves only its file', () => {
  const store = open();
  store.update({ remoteRelayUrl: 'ws://desk:9010' });
  store.update({ roster: [] });
  expect(open().current).toEqual({ ...DEFAULT_SETTINGS, remoteRelayUrl: 'ws://desk:9010', roster: [] });
  expect(readdirSync(folder)).toEqual(['settings.json']);
});

test('an older file, which lacks a field, gets its default', () => {
  write('{"configFile":"/pit.json"}');
  expect(open().current).toEqual({ ...DEFAULT_SETTINGS, configFile: '/pit.json' });
  expect(problems).toEqual([]);
});

test('bots stored without parameters, by old versions, are valid; others keep theirs', () => {
  const levels = { levels: 5, loud: true, note: 'x' };
  write(
    JSON.stringify({
      roster: [
        { name: 'a', strategy: 'maker' },
        { name: 'b', strategy: 'maker', params: levels },
      ],
    }),
  );
  expect(open().current.roster).toEqual([
    { name: 'a', strategy: 'maker', params: {} },
    { name: 'b', strategy: 'maker', params: levels },
  ]);
  expect(problems).toEqual([]);
});

test.each([
  ['half a file', '{"roster": [', 'JSON'],
  ['another type', '[]', 'expected object'],
  ['a name that no bot can have', '{"roster":[{"name":"a b","strategy":"maker"}]}', 'roster[0].name'],
  [
    'one name twice',
    '{"roster":[{"name":"a","strategy":"maker"},{"name":"a","strategy":"taker"}]}',
    'two bots',
  ],
  ['a parameter that is none', '{"roster":[{"name":"a","strategy":"maker","params":{"x":[]}}]}', 'params.x'],
  ['a port that there is not', '{"ports":{"orders":70000,"events":1,"relay":2}}', 'ports.orders'],
  ['an address that is none', '{"remoteRelayUrl":"http://desk"}', 'ws://'],
])('%s is moved aside and reported', (_what, content, why) => {
  write(content);
  expect(open().current).toEqual(DEFAULT_SETTINGS);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(why);
  expect(readFileSync(join(folder, 'settings.damaged.json'), 'utf8')).toBe(content);
  expect(existsSync(join(folder, 'settings.json'))).toBe(false);
});

test('settings that cannot be saved are reported once, and hold for this run', () => {
  const store = open();
  mkdirSync(join(folder, 'settings.json.new'));
  store.update({ configFile: '/a.json' });
  store.update({ configFile: '/b.json' });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('Settings cannot be saved');
  expect(store.current.configFile).toBe('/b.json');
});

test('an unreadable file is reported and left in place', () => {
  mkdirSync(join(folder, 'settings.json'));
  expect(open().current).toEqual(DEFAULT_SETTINGS);
  expect(problems[0]).toContain('Settings cannot be read');
});
