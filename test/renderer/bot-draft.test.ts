import { expect, test } from 'vitest';
import {
  chooseStrategy,
  clearDraft,
  duplicate,
  edit,
  setBotDraft,
  typeParam,
  useBotDraft,
} from '../../src/renderer/bots/bot-draft.ts';

test('another strategy has its own class and parameters; a typed name stays', () => {
  setBotDraft({ name: 'ada', typedClass: 'Mine' });
  typeParam('levels', '5');
  typeParam('skew', '1');
  expect(useBotDraft.getState().params).toEqual({ levels: '5', skew: '1' });
  chooseStrategy('/bots/grid.ts');
  expect(useBotDraft.getState()).toMatchObject({
    chosen: '/bots/grid.ts',
    typedClass: null,
    symbol: null,
    name: 'ada',
    params: {},
  });
});

test('after bots are added the strategy stays, and the other fields reset', () => {
  setBotDraft({ chosen: 'taker', name: 'ada', count: '7', params: { size: '2' }, isOpen: true });
  clearDraft();
  expect(useBotDraft.getState()).toMatchObject({
    chosen: 'taker',
    name: null,
    count: '1',
    params: {},
    isOpen: true,
  });
});

test('a duplicate has the strategy and the parameters of the bot, and a free name', () => {
  const bot = {
    name: 'grid-2',
    kind: 'bot',
    phase: 'running',
    restarts: 0,
    log: [],
    strategy: '/bots/mine.ts:Grid',
    params: { levels: 9 },
    symbol: 'FUT',
  } as const;
  duplicate(bot, [{ ...bot, name: 'grid' }, bot]);
  expect(useBotDraft.getState()).toEqual({
    chosen: '/bots/mine.ts:Grid',
    typedClass: null,
    name: 'grid-3',
    count: '1',
    symbol: 'FUT',
    params: { levels: 9 },
    edited: null,
    isOpen: true,
  });
  edit(bot);
  expect(useBotDraft.getState()).toMatchObject({ name: 'grid-2', params: { levels: 9 }, edited: 'grid-2' });
  chooseStrategy('maker');
  expect(useBotDraft.getState().edited).toBeNull();
});
