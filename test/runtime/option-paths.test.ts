/** Paths of a configuration file are relative to the file, and those of a command line to the folder of the command. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { headlessProgram, type HeadlessOptions } from '../../src/headless/options.ts';
import { readOptions } from '../../src/runtime/options.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'botpit-paths-')));
afterAll(() => rmSync(folder, { recursive: true }));
const [botpit, start, pits] = ['botpit', 'start', 'pits'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];

beforeEach(() => {
  rmSync(folder, { recursive: true });
  for (const each of [botpit, start, pits]) mkdirSync(each, { recursive: true });
  vi.spyOn(process, 'cwd').mockReturnValue(botpit);
  vi.stubEnv('INIT_CWD', start);
});

function write(...path: readonly string[]): string {
  const file = join(...path);
  writeFileSync(file, '');
  return file;
}

function read(...argv: string[]): HeadlessOptions {
  const given = readOptions(headlessProgram, argv);
  if ('help' in given) throw new Error('help was not asked for');
  return given.options;
}

function fromFile(options: object): HeadlessOptions {
  writeFileSync(join(pits, 'pit.json'), JSON.stringify(options));
  return read('--config', '../pits/pit.json');
}

test('every path of a configuration file is relative to its folder, also one that does not exist yet', () => {
  const paths = {
    dataDir: 'day',
    accountsFile: 'a.json',
    tlsCert: 'c.pem',
    tlsKey: 'k.pem',
    natsCert: '../n.pem',
  };
  const bots = [{ strategy: './mine.ts:Mine' }, { strategy: 'maker' }];
  expect(fromFile({ ...paths, room: 'rooms/own.json', bots })).toMatchObject({
    dataDir: join(pits, 'day'),
    accountsFile: join(pits, 'a.json'),
    tlsCert: join(pits, 'c.pem'),
    tlsKey: join(pits, 'k.pem'),
    natsCert: join(folder, 'n.pem'),
    room: join(pits, 'rooms/own.json'),
    bots: [{ strategy: join(pits, 'mine.ts:Mine') }, { strategy: 'maker' }],
  });
  expect(fromFile({ bots: 'maker, ./mine.ts' }).bots).toBe(`maker,${join(pits, 'mine.ts')}`);
});

test('a path of a command line is relative to the folder of the command; names and whole paths stay', () => {
  expect(
    read('--data-dir=day', '--room=calm', '--bots=maker,./mine.ts', '--accounts-file=/a.json'),
  ).toMatchObject({
    dataDir: join(start, 'day'),
    room: 'calm',
    bots: `maker,${join(start, 'mine.ts')}`,
    accountsFile: '/a.json',
  });
});

test('a path that exists only in Botpit’s folder means that one, as before', () => {
  const file = write(botpit, 'a.json');
  write(botpit, 'mine.ts');
  expect(fromFile({ accountsFile: 'a.json' }).accountsFile).toBe(file);
  expect(read('--accounts-file=a.json').accountsFile).toBe(file);
  expect(read('--bots=./mine.ts:Mine').bots).toBe(join(botpit, 'mine.ts:Mine'));
  writeFileSync(join(botpit, 'old.json'), '{ "deposit": 7 }');
  expect(read('--config=old.json').deposit).toBe(7);
});

test('a path that exists in both folders is refused with both', () => {
  const former = write(botpit, 'a.json');
  const both = (here: string) =>
    `'a.json' is both ${here} and ${former}: write the whole path of the one that you mean.`;
  const beside = write(pits, 'a.json');
  expect(() => fromFile({ accountsFile: 'a.json' })).toThrow(
    `../pits/pit.json: accountsFile: ${both(beside)}`,
  );
  const here = write(start, 'a.json');
  expect(() => read('--accounts-file=a.json')).toThrow(`--accounts-file: ${both(here)}`);
});

test('without npm, a command line is relative to the working directory', () => {
  vi.stubEnv('INIT_CWD', undefined);
  expect(read('--data-dir=day').dataDir).toBe(join(botpit, 'day'));
});
