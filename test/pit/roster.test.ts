import { describe, expect, test } from 'vitest';
import type { AddBots } from '../../src/contract/pit-state.ts';
import {
  additions,
  BOTS_MAX,
  DEFAULT_ROSTER,
  freeName,
  PARAMS_CHARS_MAX,
  strategyPath,
  type RosterEntry,
} from '../../src/pit/roster.ts';

const present: readonly RosterEntry[] = [{ name: 'm1', strategy: 'maker', params: {} }];
const ask = (changes: Partial<AddBots>, others = present) =>
  additions(
    { strategy: 'maker', name: 'ada', count: 1, params: {}, ...changes },
    others,
    (path) => path === '/bots/mine.ts',
  );

test('one bot has the name itself, several have numbers', () => {
  expect(ask({})).toEqual({ ok: true, entries: [{ name: 'ada', strategy: 'maker', params: {} }] });
  expect(ask({ count: 3, strategy: '/bots/mine.ts:Mine', params: { size: 2 } })).toEqual({
    ok: true,
    entries: ['ada-1', 'ada-2', 'ada-3'].map((name) => ({
      name,
      strategy: '/bots/mine.ts:Mine',
      params: { size: 2 },
    })),
  });
});

test('a bot may choose its instrument', () => {
  const entries = [{ name: 'ada', strategy: 'maker', params: {}, symbol: 'FUT' }];
  expect(ask({ symbol: 'FUT' })).toEqual({ ok: true, entries });
});

describe('refuses, with the value and the bound', () => {
  const full = Array.from({ length: BOTS_MAX - 1 }, (_, index) => ({
    name: `b${index}`,
    strategy: 'maker',
    params: {},
  }));
  test.each([
    [{ count: 0 }, 'The count must be a whole number from 1 to 50; got 0.'],
    [{ count: 51 }, 'The count must be a whole number from 1 to 50; got 51.'],
    [{ count: 1.5 }, 'The count must be a whole number from 1 to 50; got 1.5.'],
    [{ count: Number.NaN }, 'The count must be a whole number from 1 to 50; got NaN.'],
    [{ name: '' }, "The name '' must consist of A–Z, a–z, 0–9, '_', '.' and '-'."],
    [{ name: 'a b' }, "The name 'a b' must consist of A–Z, a–z, 0–9, '_', '.' and '-'."],
    [{ name: 'ada\n' }, "The name 'ada\n' must consist of A–Z, a–z, 0–9, '_', '.' and '-'."],
    [{ name: 'x'.repeat(33) }, `The name '${'x'.repeat(33)}' has 33 characters; at most 32 are allowed.`],
    [
      { name: 'x'.repeat(31), count: 2 },
      `The name '${'x'.repeat(31)}-1' has 33 characters; at most 32 are allowed.`,
    ],
    [{ name: 'm1' }, "The name 'm1' is taken; choose another."],
    [
      { name: 'm', count: 2, others: [{ name: 'm-2', strategy: 'maker', params: {} }] },
      "The name 'm-2' is taken; choose another.",
    ],
    [{ name: 'crowd.ada' }, "The name 'crowd.ada' begins with 'crowd.', which is for the crowd's accounts."],
    [{ name: 'Crowd.ada' }, "The name 'Crowd.ada' begins with 'crowd.', which is for the crowd's accounts."],
    [{ name: 'operator' }, "The name 'operator' is for the pit's operator; choose another."],
    [
      { strategy: 'crowd', name: 'a.b' },
      "The crowd's name 'a.b' must be 1 to 12 of A–Z, a–z, 0–9, '_' and '-'.",
    ],
    [
      { strategy: 'crowd', params: { token: 'x' } },
      "The crowd has no parameter 'token'; it has accounts and seed.",
    ],
    [{ name: 'relay' }, "The name 'relay' is taken; choose another."],
    [{ strategy: '/bots/none.ts' }, 'The strategy file /bots/none.ts does not exist.'],
    [{ strategy: '/bots/none.ts:Mine' }, 'The strategy file /bots/none.ts does not exist.'],
    [
      { strategy: 'marker' },
      "'marker' is neither a built-in strategy (crowd, maker, taker, random, momentum, mean-reversion, grid, twap, imbalance) nor a file that ends in one of .ts .mts .cts .js .mjs .cjs.",
    ],
    [
      { params: { note: 'x'.repeat(PARAMS_CHARS_MAX) } },
      'The parameters have 8005 characters in all; at most 8000 are allowed.',
    ],
    [{ count: 2, others: full }, 'A pit has at most 200 bots; there are 199, so 2 more are too many.'],
  ])(
    '%o',
    ({ others, ...request }: Parameters<typeof ask>[0] & { others?: readonly RosterEntry[] }, reason) => {
      expect(ask(request, others)).toEqual({ ok: false, reason });
    },
  );
});

test('the last bot within the bound is accepted', () => {
  const others = Array.from({ length: BOTS_MAX - 1 }, (_, index) => ({
    name: `b${index}`,
    strategy: 'maker',
    params: {},
  }));
  expect(ask({}, others)).toMatchObject({ ok: true });
});

test.each([
  ['/bots/mine.ts', '/bots/mine.ts'],
  ['/bots/mine.ts:Mine', '/bots/mine.ts'],
  ['C:\\bots\\mine.ts', 'C:\\bots\\mine.ts'],
  ['C:\\bots\\mine.ts:Mine', 'C:\\bots\\mine.ts'],
  ['maker', 'maker'],
])('the path in %s', (strategy, path) => {
  expect(strategyPath(strategy)).toBe(path);
});

test('a free name derives from the file and is a valid account name', () => {
  expect(freeName('/bots/my bot.ts', present)).toBe('my-bot');
  expect(freeName('C:\\bots\\m1.ts:Mine', present)).toBe('m1-2');
  expect(freeName('/bots/relay.js', present)).toBe('relay-2');
  expect(freeName(`/bots/${'x'.repeat(80)}.ts`, present)).toHaveLength(28);
});

test('the default roster is the crowd and three strategies to read', () => {
  expect(DEFAULT_ROSTER.map(({ name, strategy }) => [name, strategy])).toEqual([
    ['crowd', 'crowd'],
    ['maker', 'maker'],
    ['taker', 'taker'],
    ['random', 'random'],
  ]);
});
