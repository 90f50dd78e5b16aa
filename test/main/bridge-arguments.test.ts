import { describe, expect, test } from 'vitest';
import { callArguments } from '../../src/main/bridge-arguments.ts';
import { CALLS, type Call } from '../../src/preload/channels.ts';

const good: Readonly<Record<Call, readonly unknown[]>> = {
  pit: [],
  settings: [],
  start: [],
  stop: [],
  addBots: [{ strategy: 'maker', name: 'ada', count: 1, params: { levels: 5, loud: true, note: 'a=b' } }],
  describeStrategy: ['maker'],
  stopBot: ['ada'],
  startBot: ['ada'],
  restartBot: ['ada'],
  changeBot: ['ada', { levels: 5 }],
  runCommand: ['report'],
  removeBot: ['ada'],
  pickStrategy: [],
  setRoom: ['crash'],
  setRemoteRelay: ['ws://desk:9010'],
  probeRelay: ['ws://127.0.0.1:9010'],
  playback: [],
  openSession: [],
  openDropped: ['/lessons/one.botpit'],
  rewind: [],
  closePlayback: [],
  controlPlayback: [{ type: 'seek', to: { time: 1_795_426_200_000_000 } }],
  exporting: [],
  cancelExport: [],
  lab: [],
  startLab: [
    {
      a: { strategy: 'maker', params: { levels: 5 } },
      b: { strategy: '/bots/mine.ts:Mine', params: {} },
      rooms: ['calm', 'crash'],
      seeds: 20,
      minutes: 10,
      sweep: null,
    },
  ],
  cancelLab: [],
  openLabRun: [{ room: 'calm', letter: 'b', seed: 17 }],
  openLabReport: ['calm'],
};

const hostile: readonly (readonly unknown[])[] = [
  [{ strategy: 'maker', name: 'ada', count: '1', params: {} }],
  [{ strategy: 'maker', name: 'ada', count: 1, params: {}, script: '/evil.js' }],
  [{ strategy: 'maker' }],
  [['ada']],
  [{ toString: 'ada' }],
  [undefined],
  [42],
  ['x'.repeat(5_000)],
  ['ada', 'eve'],
  [{}, {}],
];

describe.each(CALLS)('%s', (call) => {
  test('accepts the arguments that the bridge sends', () => {
    expect(callArguments[call].safeParse(good[call]).success).toBe(true);
  });

  test.each(hostile.map((args) => [JSON.stringify(args).slice(0, 60), args] as const))(
    'refuses %s',
    (_text, args) => {
      expect(callArguments[call].safeParse(args).success).toBe(false);
    },
  );
});

describe('parameters', () => {
  const accepts = (params: unknown) =>
    callArguments.addBots.safeParse([{ strategy: 'maker', name: 'ada', count: 1, params }]).success;
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, index]));

  test.each([
    ['a list', ['levels=5']],
    ['an object in one', { levels: { value: 5 } }],
    ['nothing in one', { levels: null }],
    ['no number', { levels: Number.NaN }],
    ['no end', { levels: Number.POSITIVE_INFINITY }],
    ['no name', { '': 5 }],
    ['a name with =', { 'levels=5 --param': 5 }],
    ['a long name', { ['x'.repeat(65)]: 5 }],
    ['a long text', { note: 'x'.repeat(1025) }],
    ['a NUL', { note: 'a\0b' }],
    ['too many', many(101)],
  ])('refuses %s', (_what, params) => expect(accepts(params)).toBe(false));

  test('accepts the largest number', () => expect(accepts(many(100))).toBe(true));
});
