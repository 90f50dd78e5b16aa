/** Test files share processes of Vitest, and with them every module that several of them import (vitest.config.ts). */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, textOf } from '../support/documents.ts';

const REPLACES = /\bvi\.(?:mock|doMock|resetModules)\(/;
/** A support module registers hooks in a function: its top level runs for the first file that imports it alone. */
const HOOKS = /^(?:before|after)(?:Each|All)\(/m;

const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => `test/${path.replaceAll('\\', '/')}`);
const inOwnProcess = /^const OWN_PROCESS = \[([^]*?)\];/m.exec(textOf('vitest.config.ts'))?.[1] ?? '';

test('a test file that replaces modules has a process of its own', () => {
  expect(inOwnProcess).toContain('test/main/bridge-server.test.ts');
  const replacing = files.filter((path) => REPLACES.test(textOf(path)));
  expect(replacing.filter((path) => !inOwnProcess.includes(`'${path}'`))).toEqual([]);
});

test('a module that several test files import registers no hook at its top level', () => {
  const modules = files.filter((path) => !path.endsWith('.test.ts'));
  expect(modules.filter((path) => HOOKS.test(textOf(path)))).toEqual([]);
  expect(HOOKS.test('import x;\nbeforeEach(() => {});\n')).toBe(true);
});
