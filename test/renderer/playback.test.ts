/** The commands that keys and buttons send to a recorded session. */
import { expect, test } from 'vitest';
import type { PlaybackControl, PlaybackPosition, PlaybackState } from '../../src/contract/pit-state.ts';
import { createPitStore, type Pit } from '../../src/renderer/pit/pit-store.ts';
import { isGoing, isGrowing, performPlayback } from '../../src/renderer/playback/playback-keys.ts';
import { momentText } from '../../src/renderer/playback/playback-times.ts';
import { actionOf } from '../../src/renderer/commands/keys.ts';

const SECOND = 1_000_000;
const POSITION: PlaybackPosition = {
  first: { time: 100 * SECOND, seq: 0 },
  last: { time: 200 * SECOND, seq: 900 },
  time: 150 * SECOND,
  seq: 400,
  speed: 1,
  state: 'playing',
  isPaused: false,
};

function pitAt(changes: Partial<PlaybackPosition>, { isRewind = false, isRunning = false } = {}) {
  const asked: PlaybackControl[] = [];
  const position = { ...POSITION, ...changes };
  const playback: PlaybackState = { session: 'monday', isRewind, phase: 'open', url: 'ws://a:1', position };
  const pit: Pit = {
    ...createPitStore(null).getState(),
    state: { phase: isRunning ? 'running' : 'stopped', processes: [] },
    playback,
    controlPlayback: (control) => {
      asked.push(control);
      return Promise.resolve(true);
    },
  };
  return { pit, playback, asked };
}

const PLAY = { type: 'play' } as const;
const PAUSE = { type: 'pause' } as const;
const REWOUND = { isRewind: true, isRunning: true };

test.each([
  ['pauses what plays', {}, {}, [PAUSE]],
  ['plays what is paused', { state: 'paused', isPaused: true }, {}, [PLAY]],
  [
    'plays from the beginning at the end',
    { state: 'ended' },
    {},
    [{ type: 'seek', to: { time: 100 * SECOND } }, PLAY],
  ],
  ['pauses at the end of a session that runs', { state: 'ended' }, REWOUND, [PAUSE]],
  ['resumes following a running session', { state: 'ended', isPaused: true }, REWOUND, [PLAY]],
] as const)('Space %s', (_words, position, where, expected) => {
  const { pit, asked } = pitAt(position, where);
  performPlayback('playback-toggle', pit, false);
  expect(asked).toEqual(expected);
});

test('arrows hop within the session', () => {
  const { pit, asked } = pitAt({});
  performPlayback('playback-back', pit, false);
  performPlayback('playback-forward', pit, true);
  performPlayback('playback-back', pit, true);
  performPlayback('playback-step', pit, false);
  expect(asked).toEqual([
    { type: 'seek', to: { time: 145 * SECOND } },
    { type: 'seek', to: { time: 200 * SECOND } },
    { type: 'seek', to: { time: 100 * SECOND } },
    { type: 'step' },
  ]);
});

test('a session at its end resumes only while it is still being written', () => {
  const ended = pitAt({ state: 'ended' }, REWOUND);
  expect(isGrowing(ended.pit)).toBe(true);
  expect(isGoing(ended.playback, true)).toBe(true);
  expect(isGoing(ended.playback, false)).toBe(false);
  expect(isGrowing(pitAt({}, { isRewind: true }).pit)).toBe(false);
  expect(isGrowing(pitAt({}, { isRunning: true }).pit)).toBe(false);
});

test('its keys do nothing while no session is open, or in a text field', () => {
  const press = (key: string, changes: { typing?: boolean; playing?: boolean }) =>
    actionOf({ key, ctrlKey: false, metaKey: false, altKey: false, typing: false, ...changes });
  expect(press(' ', { playing: true })).toBe('playback-toggle');
  expect(press('.', { playing: true })).toBe('playback-step');
  expect(press('ArrowLeft', { playing: true })).toBe('playback-back');
  expect(press(' ', { playing: false })).toBeUndefined();
  expect(press('.', { playing: true, typing: true })).toBeUndefined();
  expect(press('n', { playing: true })).toBe('new-bot');
});

test('the day is shown where a session spans several', () => {
  const noon = Date.UTC(2026, 10, 23, 12) * 1_000;
  const day = 86_400 * SECOND;
  expect(momentText(noon, noon, noon + SECOND)).not.toMatch(/23/);
  expect(momentText(noon, noon, noon + day)).toMatch(/23/);
});
