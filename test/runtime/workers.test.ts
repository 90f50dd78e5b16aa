import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { PART_ENTRIES, WORKER_ENTRIES, WORKER_NAMES } from '../../src/runtime/workers.ts';

const root = resolve(import.meta.dirname, '../..');

test('every folder of src/workers is a worker in the table, under the same name', () => {
  const folders = readdirSync(join(root, 'src/workers'), { withFileTypes: true });
  const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect([...names, 'headless'].sort()).toEqual([...WORKER_NAMES].sort());
});

test('every entry file exists', () => {
  const missing = Object.values({ ...WORKER_ENTRIES, ...PART_ENTRIES }).filter(
    (file) => !existsSync(join(root, file)),
  );
  expect(missing).toEqual([]);
});

test('every worker has an npm script', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const started = Object.values(scripts).flatMap((script) => /start\/worker (\S+)$/.exec(script)?.[1] ?? []);
  expect(started.sort()).toEqual([...WORKER_NAMES].sort());
});
