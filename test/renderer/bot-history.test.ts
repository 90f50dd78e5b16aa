import { afterEach, expect, test } from 'vitest';
import type { PlaybackState, ProcessState, Settings } from '../../src/contract/pit-state.ts';
import { shownBots, useBotHistory } from '../../src/renderer/pit/bot-history.ts';
import { followsOther } from '../../src/renderer/pit/published-bots.ts';
import { botLines, signsOf } from '../../src/renderer/chart/bot-marks.ts';
import { botEvents, type BotEvent } from '../../src/contract/bot-events.ts';

const NOW_MS = 5_000;
const NOW = 5_000_000;
const bot = (change: Partial<ProcessState> = {}): ProcessState => ({
  name: 'ann',
  kind: 'bot',
  phase: 'running',
  restarts: 0,
  log: [],
  runningSince: 3_000,
  ...change,
});
const pit = (...processes: readonly ProcessState[]) => processes;
const stats = { paused: 'three errors' } as NonNullable<ProcessState['stats']>;

test.each<[string, readonly ProcessState[] | null, readonly ProcessState[], readonly Partial<BotEvent>[]]>([
  ['a running bot joined when it began to run', null, pit(bot()), [{ what: 'joined', time: 3_000_000 }]],
  ['a failure before the window opened has no mark', null, pit(bot({ phase: 'failed' })), []],
  ['neither has a pause', null, pit(bot({ stats })), [{ what: 'joined' }]],
  [
    'a bot may join and be paused within one state',
    pit(bot({ phase: 'starting' })),
    pit(bot({ stats })),
    [
      { what: 'joined', time: 3_000_000 },
      { what: 'failed', reason: 'three errors' },
    ],
  ],
  ['a starting one has not joined', pit(), pit(bot({ phase: 'starting' })), []],
  ['nothing happens to a bot that runs', pit(bot()), pit(bot({ restarts: 1 })), []],
  [
    'a crash is a failure with its reason',
    pit(bot()),
    pit(bot({ phase: 'crashed', reason: 'an endless loop' })),
    [{ what: 'failed', time: NOW, reason: 'an endless loop' }],
  ],
  [
    'so is a pause after errors',
    pit(bot()),
    pit(bot({ stats })),
    [{ what: 'failed', reason: 'three errors' }],
  ],
  ['once', pit(bot({ stats })), pit(bot({ stats, restarts: 1 })), []],
  ['a bot that stops leaves', pit(bot()), pit(bot({ phase: 'stopping' })), [{ what: 'left' }]],
  ['once', pit(bot({ phase: 'stopping' })), pit(bot({ phase: 'stopped' })), []],
  ['a bot that is removed leaves', pit(bot()), pit(), [{ what: 'left', name: 'ann' }]],
  ['the system’s own processes do not', pit(bot({ kind: 'relay' })), pit(), []],
])('%s', (_, before, now, expected) => {
  expect(botEvents(before, now, NOW_MS)).toEqual(expected.map((event) => expect.objectContaining(event)));
});

test.each([
  ['the own pit is on screen', { hasPit: true, remoteRelayUrl: null, plays: false }, false],
  ['another pit is', { hasPit: true, remoteRelayUrl: 'ws://far:9010', plays: false }, true],
  ['a session plays', { hasPit: true, remoteRelayUrl: 'ws://far:9010', plays: true }, false],
  ['a browser has no pit', { hasPit: false, remoteRelayUrl: null, plays: false }, true],
])('the history service is asked for bots unless the window knows them: %s', (_, given, isAsked) => {
  const settings = { remoteRelayUrl: given.remoteRelayUrl } as Settings;
  const playback = given.plays ? ({ session: 'monday' } as PlaybackState) : null;
  expect(followsOther({ hasPit: given.hasPit, settings, playback })).toBe(isAsked);
});

afterEach(() => useBotHistory.setState({ events: [], published: null }));

test('signs of another pit do not mix with those of the own one', () => {
  const [own, other] = [event(1), event(2)];
  useBotHistory.setState({ events: [own] });
  expect(shownBots({ playback: null })).toEqual([own]);
  useBotHistory.setState({ published: [other] });
  expect(shownBots({ playback: null })).toEqual([other]);
});

test('playback shows no sign after the moment that plays', () => {
  useBotHistory.setState({ events: [event(1), event(5)] });
  const at = (time: number) => ({ playback: { position: { time } } as PlaybackState });
  expect(shownBots(at(4))).toEqual([event(1)]);
  expect(shownBots(at(5))).toHaveLength(2);
});

const scales = { from: 0, to: 100, height: 50, xOf: (micros: number) => micros };
const colors = { muted: 'grey', sell: 'red' };
const event = (time: number, what: BotEvent['what'] = 'joined'): BotEvent => ({
  time,
  name: `b${time}`,
  what,
});

test('bots that join together share a sign; a failure among them stands out', () => {
  const signs = signsOf([event(1), event(3), event(40), event(44, 'failed'), event(200)], scales, colors);
  expect(signs.map(({ what, color, events }) => [what, color, events.length])).toEqual([
    ['joined', 'grey', 2],
    ['failed', 'red', 2],
  ]);
});

test('a label names some bots, counts the rest, and shortens reasons', () => {
  const failed: BotEvent = { ...event(1, 'failed'), reason: 'x'.repeat(500) };
  const lines = botLines([failed, ...Array.from({ length: 9 }, (_, index) => event(index))]);
  expect(lines[0]?.length).toBeLessThan(120);
  expect(lines.at(-1)).toBe('and 4 more');
});
