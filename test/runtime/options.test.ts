import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compileSetup, exchangeProgram, withInstruments } from '../../src/config/exchange-config.ts';
import { z } from 'zod';
import { readOptions } from '../../src/runtime/options.ts';

const folder = mkdtempSync(join(tmpdir(), 'botpit-options-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(...argv: string[]) {
  const given = readOptions(exchangeProgram, argv);
  if ('help' in given) throw new Error('help was not asked for');
  return given.options;
}

function configFile(json: unknown): string {
  const path = join(folder, `${Math.random()}.json`);
  writeFileSync(path, typeof json === 'string' ? json : JSON.stringify(json));
  return path;
}

test('defaults are those of the protocol', () => {
  expect(read()).toMatchObject({ ordersPort: 9001, eventsPort: 9002, host: '127.0.0.1', deposit: 100_000 });
  expect(compileSetup(withInstruments(read())).specs).toMatchObject([
    { symbol: 'BTC-USD', tickLotMoney: 500 },
  ]);
});

test('a flag wins over the file, the file over the default', () => {
  const accounts = { whale: { deposit: 7 }, boss: { deposit: 0, operator: true } };
  const config = configFile({ deposit: 5, ordersPort: 1, accounts });
  const options = read('--config', config, '--deposit', '6');
  expect(options).toMatchObject({ deposit: 6, ordersPort: 1, eventsPort: 9002 });
  expect(compileSetup(withInstruments(options)).depositOf('whale')).toBe(7_000_000);
  expect(compileSetup(withInstruments(options)).depositOf('other')).toBe(6_000_000);
  expect(compileSetup(withInstruments(options)).depositOf('boss')).toBe(0);
});

test('a flag or the file turns off a default', () => {
  expect(read().orderEvents).toBe(true);
  expect(read('--no-order-events').orderEvents).toBe(false);
  expect(read('--config', configFile({ orderEvents: false })).orderEvents).toBe(false);
  const given = readOptions(exchangeProgram, ['--help']);
  expect('help' in given ? given.help : '').toContain('--[no-]order-events ');
});

test('every option that is a number says what is wrong with a negative value', () => {
  const numbers = Object.entries(z.toJSONSchema(exchangeProgram.schema, { io: 'input' }).properties ?? {})
    .filter(([, field]) => typeof field === 'object' && (field.type === 'number' || field.type === 'integer'))
    .map(([name]) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  expect(numbers.length).toBeGreaterThan(10);
  for (const name of numbers)
    expect(() => read(`--${name}`, '-7')).toThrow(
      new RegExp(`^--${name}: must be (above \\d+|\\d+ or more); got -7\\.$`),
    );
});

test('--help lists every option', () => {
  const given = readOptions(exchangeProgram, ['--help']);
  const help = 'help' in given ? given.help : '';
  for (const flag of [
    'orders-port',
    'events-port',
    'host',
    'data-dir',
    'deposit',
    'checkpoint-ms',
    'log-level',
    'instruments',
    'config',
  ]) {
    expect(help).toContain(`--${flag} `);
  }
});

describe('a mistake causes one line that names it', () => {
  test.each([
    [['--order-port', '1'], /^Unknown option '--order-port'. See --help\.$/],
    [['--hosts', 'a'], /^Unknown option '--hosts'; there is --host. See --help\.$/],
    [['--order', '1'], /^Unknown option '--order'; there is --orders-port, --order-events. See --help\.$/],
    [['--orders-port', 'x'], /^--orders-port must be a number; got 'x'/],
    [['--orders-port', '70000'], /^--orders-port: must be 65535 or less; got 70000/],
    [['--token', 'short'], /^--token: .*8 characters(?!.*got)/],
    [['--orders-port'], /--orders-port/],
    [['--orders-port', '-1'], /^--orders-port: must be 0 or more; got -1\.$/],
    [['--deposit', '-5'], /^--deposit: must be above 0; got -5\.$/],
    [['--deposit=-.5'], /^--deposit: must be above 0; got -0\.5\.$/],
    [['--segment-bytes', '-1e9'], /^--segment-bytes: must be 16384 or more; got -1000000000\.$/],
    [['--host', '--deposit', '5'], /'--host' argument is ambiguous/],
    [['--keep-journal', '-5'], /^Unknown option '-5'/],
    [['extra'], /'extra' is one argument too many/],
    [['--log-level', 'loud'], /^--log-level: /],
    [['--instruments', '{'], /^--instruments must be JSON/],
    [['--config', '/no/such/file.json'], /^--config \/no\/such\/file.json cannot be read: ENOENT/],
  ])('%j', (argv, message) => {
    expect(() => read(...argv)).toThrow(message);
    expect(() => read(...argv)).not.toThrow('\n');
  });

  test.each([
    ['{"deposit":', /cannot be read: /],
    [{ depossit: 1 }, /Unrecognized key: "depossit"/],
    [{ deposit: -1 }, /: deposit: /],
    [{ instruments: [{ symbol: 'A B' }] }, /instruments\.0\.symbol: must be 1 to 24/],
    [{ accounts: { 'a b': {} } }, /accounts/],
    [{ accounts: { ann: { deposit: 0 } } }, /accounts\.ann\.deposit: must be above 0, .* operator's; got 0/],
    [{ accounts: { ann: { deposit: 0, operator: false } } }, /accounts\.ann\.deposit: must be above 0/],
    [{ accounts: { ann: { deposit: -1, operator: true } } }, /accounts\.ann\.deposit: /],
  ])('in the file: %j', (json, message) => {
    expect(() => read('--config', configFile(json))).toThrow(message);
  });

  test.each([
    [
      { instruments: [{ symbol: 'A', tickSize: 1, lotSize: 1, referencePrice: 1.5 }] },
      /A: referencePrice 1.5/,
    ],
    [{ deposit: 1e-16 }, /^deposit: 1e-16 is not a multiple/],
    [{ deposit: 0.00000001 }, /^deposit: 1e-8 is not a multiple of the money unit 0.000001/],
    [
      { instruments: ['A', 'A'].map((symbol) => ({ symbol, tickSize: 1, lotSize: 1, referencePrice: 1 })) },
      /^instruments: A appears twice/,
    ],
  ])('in the compiled configuration: %j', (json, message) => {
    expect(() => compileSetup(withInstruments(read('--config', configFile(json))))).toThrow(message);
  });
});

test('a last word that ends in … is any number of words; an option names its placeholder', () => {
  const seeds = z.string().default('20').meta({ placeholder: 'N|A-B', description: 'seeds' });
  const program = {
    command: 'npm run lab',
    about: 'Compares.',
    positionals: ['FIRST', 'FILE…'],
    schema: z.strictObject({ seeds }),
  };
  expect(() => readOptions(program, [])).toThrow('FIRST is missing.');
  expect(readOptions(program, ['a'])).toMatchObject({ positionals: ['a'] });
  expect(readOptions(program, ['a', 'b', 'c'])).toMatchObject({ positionals: ['a', 'b', 'c'] });
  const given = readOptions(program, ['--help']);
  expect('help' in given ? given.help : '').toContain('--seeds N|A-B  seeds (default 20)');
});
