import { beforeEach, describe, expect, test } from 'vitest';
import { DESCRIBE_WITHIN_MS, Describer } from '../../src/pit/describer.ts';
import { FakeMachine } from './fake-machine.ts';

const SPECS = { levels: { type: 'integer', default: 5, min: 1, about: 'orders on each side' } };

let machine: FakeMachine;
let describer: Describer;

beforeEach(() => {
  machine = new FakeMachine();
  describer = new Describer({
    launcher: machine.launcher,
    clock: machine.clock,
    script: '/bot.js',
    settings: { host: '127.0.0.1', strategiesDir: '/strategies', logLevel: 'info' },
    fileExists: (path) => path === '/bots/mine.ts',
  });
});

const child = () => machine.process('describe');

test('starts a separate worker, which ends', async () => {
  const asked = describer.describe('/bots/mine.ts:Mine');
  expect(child().launch).toEqual({
    name: 'describe',
    script: '/bot.js',
    args: ['/bots/mine.ts:Mine', '--describe', '--strategies-dir=/strategies'],
  });
  child().print('loading, says the strategy');
  child().announce({ event: 'described', params: SPECS });
  child().exit(0);
  expect(await asked).toEqual({ ok: true, params: SPECS });
});

test('a strategy without parameters differs from one with parameters', async () => {
  const asked = describer.describe('maker');
  child().announce({ event: 'described', params: null });
  child().exit(0);
  expect(await asked).toEqual({ ok: true, params: null });
});

test.each([
  ['/bots/none.ts', 'The strategy file /bots/none.ts does not exist.'],
  [
    '/bots/mine.py',
    "'/bots/mine.py' is neither a built-in strategy (crowd, maker, taker, random, momentum, mean-reversion, grid, twap, imbalance) nor a file that ends in one of .ts .mts .cts .js .mjs .cjs.",
  ],
])('no process is started for %s', async (strategy, reason) => {
  expect(await describer.describe(strategy)).toEqual({ ok: false, reason });
  expect(machine.launched).toEqual([]);
});

test.each([['all'], [['ETF', 'FUT']]])('the instruments %j of a strategy are described', async (symbols) => {
  const asked = describer.describe('maker');
  child().announce({ event: 'described', params: null, symbols });
  child().exit(0);
  expect(await asked).toEqual({ ok: true, params: null, symbols });
});

describe('an error is reported with', () => {
  test('the quoted lines', async () => {
    const asked = describer.describe('/bots/mine.ts');
    child().log('(node:7) Warning: something else');
    const reason = '/bots/mine.ts:2:7: Expected ";"\n  2 | const = 5\n    |       ^';
    child().failSetup(reason);
    expect(await asked).toEqual({ ok: false, reason });
  });

  test('the exit, when there is no message', async () => {
    const asked = describer.describe('maker');
    child().exit(null, 'SIGSEGV');
    expect(await asked).toEqual({ ok: false, reason: 'Ended by signal SIGSEGV.' });
  });

  test('a strategy that ends its process', async () => {
    const asked = describer.describe('maker');
    child().exit(0);
    expect(await asked).toEqual({
      ok: false,
      reason: 'The process of the strategy ended before the strategy was loaded.',
    });
  });

  test('an invalid description', async () => {
    const asked = describer.describe('maker');
    child().announce({ event: 'described', params: { levels: { type: 'colour', default: 1, about: '' } } });
    child().exit(0);
    const reason = 'The strategy describes its parameters in an unknown form.';
    expect(await asked).toEqual({ ok: false, reason });
  });

  test('a file that loops, whose process is killed in time', async () => {
    const asked = describer.describe('/bots/mine.ts:Mine');
    machine.clock.advance(DESCRIBE_WITHIN_MS - 1);
    expect(child().wasKilled).toBe(false);
    machine.clock.advance(1);
    expect(child().wasKilled).toBe(true);
    const reason = '/bots/mine.ts did not load within 10 s. Does it loop or wait outside its class?';
    expect(await asked).toEqual({ ok: false, reason });
  });
});

test('a new request ends the process of the previous one, and no other', async () => {
  const first = describer.describe('maker');
  const second = describer.describe('taker');
  expect(machine.launched.map(({ wasKilled }) => wasKilled)).toEqual([true, false]);
  const reason = 'Another strategy was selected meanwhile.';
  expect(await first).toEqual({ ok: false, reason });
  child().announce({ event: 'described', params: null });
  child().exit(0);
  expect(await second).toEqual({ ok: true, params: null });
  describer.close();
  expect(child().wasKilled).toBe(false);
  machine.clock.advance(DESCRIBE_WITHIN_MS);
  expect(machine.launched.filter(({ wasKilled }) => wasKilled)).toHaveLength(1);
});
