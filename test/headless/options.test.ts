import { expect, test } from 'vitest';
import type { z } from 'zod';
import { exchangePart, headlessProgram, houseBots } from '../../src/headless/options.ts';
import { exchangeProgram } from '../../src/config/exchange-config.ts';
import { readOptions, type Program } from '../../src/runtime/options.ts';

function usage<Shape extends z.ZodRawShape>(program: Program<Shape>): string | undefined {
  const given = readOptions(program, ['--help']);
  if (!('help' in given)) throw new Error('help was asked for');
  return given.help.split('\n').find((line) => line.startsWith('Usage: '));
}

test('--help shows the command as it is typed, with the one -- that npm needs', () => {
  expect(usage(headlessProgram)).toBe('Usage: npm run host -- [options]');
  expect(usage(exchangeProgram)).toBe('Usage: npm run exchange -- [options]');
});

test('the exchange reads its options from the file, and no secrets', () => {
  const relayOnly = ['--relay-port=0', '--publish=nats://pit:sesame@host/pit'];
  const given = readOptions(headlessProgram, ['--bots=maker', ...relayOnly, '--token=open sesame']);
  if ('help' in given) throw new Error('help was not asked for');
  const part = exchangePart(given.options);
  expect(exchangeProgram.schema.parse(part)).toEqual(part);
  expect(JSON.stringify(part)).not.toContain('sesame');
});

function botsOf(...args: string[]) {
  const given = readOptions(headlessProgram, args);
  if ('help' in given) throw new Error('help was not asked for');
  return houseBots(given.options);
}

test('the house bots are those of Start; the crowd has a size and a seed', () => {
  expect(botsOf().map(({ strategy }) => strategy)).toEqual(['crowd', 'maker', 'taker', 'random']);
  expect(botsOf('--crowd-accounts=80', '--crowd-seed=7', '--bots=crowd,taker')).toEqual([
    { strategy: 'crowd', count: 1, params: { accounts: 80 }, seed: 7 },
    { strategy: 'taker', count: 1, params: {} },
  ]);
  expect(botsOf('--bots=')).toEqual([]);
});
