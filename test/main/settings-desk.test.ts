import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import type { Settings } from '../../src/contract/pit-state.ts';
import { SettingsDesk } from '../../src/main/settings-desk.ts';
import { DEFAULT_SETTINGS, RECENT_STRATEGIES_MAX } from '../../src/main/settings-schema.ts';

const ROOMS = fileURLToPath(new URL('../../resources/rooms', import.meta.url));
const PORTS = { orders: 1, events: 2, relay: 3 };

let stored: { current: typeof DEFAULT_SETTINGS };
let reported: Settings[];
let desk: SettingsDesk;
beforeEach(() => {
  stored = { current: DEFAULT_SETTINGS };
  reported = [];
  desk = new SettingsDesk({
    store: {
      get current() {
        return stored.current;
      },
      update: (changes) => (stored = { current: { ...stored.current, ...changes } }),
    },
    ports: PORTS,
    roomsDir: ROOMS,
    onChange: (settings) => reported.push(settings),
  });
});

test('a room is saved and reported, with the rooms to choose from, and the next start reads it', () => {
  const [first] = desk.rooms;
  if (first === undefined) throw new Error('there is no room');
  expect(desk.room).toBeNull();
  expect(desk.calls.setRoom(first.name)).toEqual({ ok: true });
  expect(stored.current.room).toBe(first.name);
  expect(desk.room?.about).toBe(first.about);
  expect(reported).toEqual([desk.calls.settings()]);
  expect(reported[0]).toMatchObject({ room: first.name, rooms: desk.rooms, ports: PORTS });
  expect(desk.calls.setRoom(null)).toEqual({ ok: true });
  expect(desk.room).toBeNull();
});

test('a room that is not built in is refused: a name from the window becomes no path', () => {
  for (const room of ['../package', resolve('package.json')]) {
    expect(desk.calls.setRoom(room)).toEqual({ ok: false, reason: `There is no room '${room}'.` });
  }
  expect(stored.current.room).toBeNull();
  expect(reported).toEqual([]);
});

test('a relay is saved only at a valid address', () => {
  expect(desk.calls.setRemoteRelay('ws://desk:9010')).toMatchObject({ ok: true });
  expect(desk.calls.setRemoteRelay('http://desk:9010')).toMatchObject({ ok: false });
  expect(stored.current.remoteRelayUrl).toBe('ws://desk:9010');
  expect(reported).toHaveLength(1);
});

test('the newest strategies come first, each once, and their number is bounded', () => {
  expect(desk.newestStrategyFolder).toBeUndefined();
  for (let number = 0; number <= RECENT_STRATEGIES_MAX; number += 1) desk.remember(`/bots/${number}.ts`);
  desk.remember('/bots/5.ts');
  const { recentStrategies } = stored.current;
  expect(recentStrategies).toHaveLength(RECENT_STRATEGIES_MAX);
  expect(recentStrategies.slice(0, 3)).toEqual(['/bots/5.ts', '/bots/10.ts', '/bots/9.ts']);
  desk.remember('/other/grid.ts:Grid');
  expect(desk.newestStrategyFolder).toBe('/other');
});

test('a configuration is saved and reported', () => {
  desk.keepConfig('/pits/fast.json');
  expect(reported[0]?.configFile).toBe('/pits/fast.json');
  desk.keepConfig(null);
  expect(stored.current.configFile).toBeNull();
});
