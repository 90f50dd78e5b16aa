import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { headlessArguments, readAppArguments } from '../../src/main/app-arguments.ts';

test('finds its options among those of Chromium; the last one wins', () => {
  const argv = [
    'electron',
    '--no-sandbox',
    '.',
    '--orders-port=1',
    '--orders-port=0',
    '--user-data-dir=data',
  ];
  expect(readAppArguments(argv)).toEqual({
    userDataDir: resolve('data'),
    ports: { orders: 0 },
    sessionFile: null,
  });
  expect(readAppArguments(['electron', '.'])).toEqual({
    userDataDir: null,
    ports: {},
    sessionFile: null,
  });
});

test.each([
  [['lesson one.botpit'], resolve('lesson one.botpit')],
  [['--no-sandbox', '.', '/lessons/ONE.BOTPIT'], resolve('/lessons/ONE.BOTPIT')],
  [['file:///lessons/lesson%20one.botpit'], '/lessons/lesson one.botpit'],
  [['/lessons/one.botpit', '/lessons/two.botpit'], resolve('/lessons/one.botpit')],
  [['--user-data-dir=/data.botpit', '/lessons/one.csv'], null],
])('of %j the session is %s', (given, sessionFile) => {
  expect(readAppArguments(['/opt/one.botpit', ...given]).sessionFile).toBe(sessionFile);
});

test('an address of another machine is not a file on this one', () => {
  const { sessionFile } = readAppArguments(['electron', 'file://server/share/%ff.botpit']);
  expect(sessionFile).toBe(resolve('file://server/share/%ff.botpit'));
});

test.each(['', 'x', '-1', '65536', '1.5', ' '])("a port of '%s' is refused with its flag", (text) => {
  expect(() => readAppArguments([`--relay-port=${text}`])).toThrow(
    `--relay-port must be a whole number from 0 to 65535; got '${text}'.`,
  );
});

test.each([
  [[], null],
  [['--relay-port=0'], null],
  [['--headless'], []],
  [
    ['--ozone-platform=headless', '--headless', '--no-sandbox', '--bots', 'maker'],
    ['--bots', 'maker'],
  ],
  [
    ['--config', 'pit.json', '--headless', '--disable-gpus'],
    ['--config', 'pit.json', '--disable-gpus'],
  ],
])('of %j a pit without a window is reported %j', (given, reported) => {
  expect(headlessArguments(given)).toEqual(reported);
});
