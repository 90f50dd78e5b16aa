import { describe, expect, test } from 'vitest';
import { callArguments } from '../../src/main/bridge-arguments.ts';
import { CALLS, type Call } from '../../src/preload/channels.ts';

const good: Readonly<Record<Call, readonly unknown[]>> = {
  pit: [],
  settings: [],
  start: [],
  stop: [],
  addBots: [{ strategy: 'maker', name: 'ada', count: 1 }],
  stopBot: ['ada'],
  startBot: ['ada'],
  removeBot: ['ada'],
  pickStrategy: [],
  setRemoteRelay: ['ws://desk:9010'],
};

const hostile: readonly (readonly unknown[])[] = [
  [{ strategy: 'maker', name: 'ada', count: '1' }],
  [{ strategy: 'maker', name: 'ada', count: 1, script: '/evil.js' }],
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
  test('takes what the bridge sends', () => {
    expect(callArguments[call].safeParse(good[call]).success).toBe(true);
  });

  test.each(hostile.map((args) => [JSON.stringify(args).slice(0, 60), args] as const))(
    'refuses %s',
    (_text, args) => {
      expect(callArguments[call].safeParse(args).success).toBe(false);
    },
  );
});
