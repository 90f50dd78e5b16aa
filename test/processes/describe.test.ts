/** `bot --describe`, which needs no pit. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BUILT_IN_STRATEGIES } from '../../src/contract/built-in-strategies.ts';
import { Bench } from '../support/workers.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.end());

test.each(BUILT_IN_STRATEGIES)('%s lists its parameters, and ends', async (strategy) => {
  const worker = bench.worker('bot', strategy, '--describe');
  expect(await worker.exited).toBe(0);
  const [described] = worker.announcements.all;
  expect(described).toMatchObject({ event: 'described' });
  expect(Object.keys(described?.['params'] ?? {}).length).toBeGreaterThan(0);
});

test('a file with a mistake ends with code 2, its line quoted', async () => {
  const path = join(bench.folder, 'mine.ts');
  writeFileSync(path, 'const = 5;\n');
  const worker = bench.worker('bot', path, '--describe');
  expect(await worker.exited).toBe(2);
  expect(worker.stderr).toMatch(/^error: .*mine\.ts:1:7: .*\n {2}1 \| const = 5;\n/);
  expect(worker.announcements.all).toMatchObject([{ event: 'failed', code: 'SETUP' }]);
});
