import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeStrategy } from '../../../src/workers/bot/describe.ts';
import type { WorkerFrame } from '../../../src/runtime/worker-frame.ts';
import { createLogger } from '../../../src/runtime/log.ts';

let folder: string;
let announced: unknown[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'botpit-describe-'));
  announced = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const frame: WorkerFrame = {
  log: createLogger('error'),
  announce: (message) => void announced.push(message),
  post: () => {},
  onMessage: () => {},
  onUncaught: () => {},
  stopRequested: new Promise(() => {}),
  stop: (exitCode) => void announced.push(exitCode),
};

async function describeFile(text: string): Promise<void> {
  const path = join(folder, 'mine.ts');
  writeFileSync(path, text);
  const running = await describeStrategy({ path, className: undefined }, frame);
  await running.stop();
}

test('the parameters are announced, and the worker ends cleanly; no strategy is made', async () => {
  await describeFile(`export default class {
    static params = { levels: { type: 'integer', default: 5, min: 1, about: 'orders' } };
    constructor() { throw new Error('made'); }
  }`);
  const params = { levels: { type: 'integer', default: 5, min: 1, about: 'orders' } };
  expect(announced).toEqual([{ event: 'described', params }, 0]);
});

test('a class without parameters has null', async () => {
  await describeFile('export default class { nextOrder() {} }');
  expect(announced).toEqual([{ event: 'described', params: null }, 0]);
});

test('the instruments of its static symbols are announced', async () => {
  await describeFile(`export default class { static symbols = ['ETF', 'FUT']; nextOrder() {} }`);
  expect(announced).toEqual([{ event: 'described', params: null, symbols: ['ETF', 'FUT'] }, 0]);
});

test.each([
  ['const = 5', /mine\.ts:1:7: .*\n {2}1 \| const = 5\n/],
  [
    `export default class { static params = { a: { type: 'integer', default: 0, min: 1, about: '' } } }`,
    /mine\.ts:1:1: static params: the default of 'a' must be at least 1; it is 0\n/,
  ],
  [
    `export default class {\n  static symbols = ['ETF', 'ETF'] }`,
    /mine\.ts:2:3: static symbols lists ETF twice\n/,
  ],
])('%s is refused in words, and nothing is announced', async (text, words) => {
  await expect(describeFile(text)).rejects.toThrow(words);
  expect(announced).toEqual([]);
});
