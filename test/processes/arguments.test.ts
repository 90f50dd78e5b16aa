/** Every worker with `--help`, and with no, wrong and unreadable arguments: help explains, and every failure is a sentence. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WORKER_NAMES } from '../../src/runtime/workers.ts';
import { Bench } from '../support/workers.ts';

let bench: Bench;
beforeAll(() => {
  bench = new Bench();
  writeFileSync(path('damaged.botpit'), 'this is no session');
  writeFileSync(path('damaged.json'), '{"deposit":');
  writeFileSync(path('strategy.ts'), 'export default class {');
  mkdirSync(path('empty'));
  mkdirSync(path('taken/journal'), { recursive: true });
  writeFileSync(path('taken/journal/000001.log'), 'this is no journal');
});
afterAll(() => bench.end());

const path = (name: string) => join(bench.folder, name);

async function run(worker: string, args: readonly string[]) {
  const child = bench.worker(worker, ...args);
  const [code] = (await once(child.process, 'close')) as [number | null];
  return { code, printed: child.printed, stderr: child.stderr };
}

/** One or more lines for people, without a stack. */
function expectSentence({ code, stderr }: { code: number | null; stderr: string }): void {
  expect(stderr).toMatch(/error:? [^]*\.\n$/);
  expect(stderr).not.toMatch(/^\s+at |node:|\[object|undefined/m);
  expect(code).toBeGreaterThan(0);
}

/** Short forms and unreadable configurations are the work of shared code: one worker stands for all. */
const FIRST = WORKER_NAMES[0];

test.each(WORKER_NAMES)('%s --help explains the command', async (worker) => {
  for (const flag of worker === FIRST ? ['--help', '-h'] : ['--help']) {
    const { code, printed, stderr } = await run(worker, [flag]);
    expect(printed).toMatch(/^[A-Z][^]*\.\n\nUsage: npm run [^]* {2}--help +\S/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  }
});

test.each(WORKER_NAMES)('%s refuses wrong and unreadable arguments with a sentence', async (worker) => {
  const positionals = {
    bot: 1,
    replay: 2,
    play: 1,
    'verify-session': 1,
    'pack-session': 2,
    'export-events': 2,
    lab: 1,
  };
  const count = positionals[worker as keyof typeof positionals] ?? 0;
  const given = Array.from({ length: count }, () => path('nothing'));
  const wrong = [
    ...(count > 0 ? [[]] : []),
    ['--no-such-option'],
    [...given, 'one', 'too', 'many'],
    [...given, '--log-level=loud'],
    [...given, `--config=${path('damaged.json')}`],
    ...(worker === FIRST ? ['nothing.json', 'empty'].map((name) => [`--config=${path(name)}`]) : []),
  ];
  for (const args of wrong) expectSentence(await run(worker, args));
});

const SESSIONS = ['nothing', 'nothing.botpit', 'damaged.botpit', 'damaged.json', 'empty', 'taken'] as const;

test.each([
  ['play', []],
  ['verify-session', []],
  ['pack-session', ['target.botpit']],
  ['export-events', ['target.jsonl']],
] as const)('%s refuses anything else than a session with a sentence', async (worker, rest) => {
  for (const name of SESSIONS) {
    if (worker === 'pack-session' && name === 'taken') continue; // packing reads no journal
    expectSentence(
      await run(worker, [path(name), ...rest.map(path), ...(worker === 'play' ? ['--port=0'] : [])]),
    );
  }
});

test('export-events and pack-session refuse a target that cannot be written with a sentence', async () => {
  for (const worker of ['pack-session', 'export-events']) {
    expectSentence(await run(worker, [path('taken'), path('no/such/folder/target')]));
  }
});

test('exchange and bot refuse unreadable files with a sentence', async () => {
  const ports = ['--orders-port=0', '--events-port=0'];
  const file = path('damaged.json');
  for (const args of [
    [`--accounts-file=${file}`],
    [`--accounts-file=${path('nothing')}`],
    [`--tls-cert=${file}`, `--tls-key=${file}`],
    [`--data-dir=${file}`],
  ]) {
    expectSentence(await run('exchange', [...ports, ...args]));
  }
  for (const strategy of ['nothing.ts', 'empty', 'damaged.json']) {
    expectSentence(await run('bot', [path(strategy)]));
  }
  expect((await run('bot', [path('strategy.ts')])).stderr).toMatch(/^error: .*strategy\.ts:1:\d+: \w/);
});
