/** Whether the process that started this one has ended, by the rules of each platform. */
import { spawnSync } from 'node:child_process';
import { afterEach, expect, test, vi } from 'vitest';
import { hasEnded } from '../../src/runtime/parent-watch.ts';

afterEach(() => vi.unstubAllGlobals());

const ended = spawnSync(process.execPath, ['--version']).pid;

test.runIf(process.platform !== 'win32')('an orphan has another parent', () => {
  expect(hasEnded(process.ppid)).toBe(false);
  expect(hasEnded(process.pid)).toBe(true);
});

test('on Windows the id of an ended parent is free', () => {
  const { pid } = process;
  const kill = process.kill.bind(process);
  vi.stubGlobal('process', { platform: 'win32', kill });
  expect(hasEnded(pid)).toBe(false);
  expect(hasEnded(ended)).toBe(true);
});
