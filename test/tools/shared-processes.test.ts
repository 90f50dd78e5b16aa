/** Test files share processes of Vitest, and with them every module that several of them import (vitest.config.ts). */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { ROOT, textOf } from '../support/documents.ts';

const REPLACES = /\bvi\.(?:mock|doMock|resetModules)\(/;
/** A support module registers hooks in a function: its top level runs for the first file that imports it alone. */
const HOOKS = /^(?:before|after)(?:Each|All)\(/m;
const FAKES_TIME = /\bvi\.useFakeTimers\(/;
/** These run after a test that failed, too. */
const CLEANS_UP = /\b(?:afterEach|onTestFinished)\(/;

const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => `test/${path.replaceAll('\\', '/')}`);
const inOwnProcess = /^const OWN_PROCESS = \[([^]*?)\];/m.exec(textOf('vitest.config.ts'))?.[1] ?? '';

test('a test file that replaces modules has a process of its own', () => {
  expect(inOwnProcess).toContain('test/main/bridge-server.test.ts');
  const replacing = files.filter((path) => REPLACES.test(textOf(path)));
  expect(replacing.filter((path) => !inOwnProcess.includes(`'${path}'`))).toEqual([]);
});

test('a test file that fakes timers restores them after a failed test, too', () => {
  const faking = files.filter((path) => FAKES_TIME.test(textOf(path)));
  expect(faking).toContain('test/net/server.test.ts');
  expect(faking.filter((path) => !CLEANS_UP.test(textOf(path)))).toEqual([]);
});

const clock = { now: () => 'real' };
beforeAll(() => {
  vi.spyOn(clock, 'now').mockReturnValue('fake');
  vi.stubEnv('BOTPIT_STUB', 'fake');
  vi.stubGlobal('botpitStub', 'fake');
});

test('a test begins without the spies and stubs that were left before it', () => {
  const { BOTPIT_STUB: variable } = process.env;
  expect([clock.now(), variable, 'botpitStub' in globalThis]).toEqual(['real', undefined, false]);
});

test('a module that several test files import registers no hook at its top level', () => {
  const modules = files.filter((path) => !path.endsWith('.test.ts'));
  expect(modules.filter((path) => HOOKS.test(textOf(path)))).toEqual([]);
  expect(HOOKS.test('import x;\nbeforeEach(() => {});\n')).toBe(true);
});
