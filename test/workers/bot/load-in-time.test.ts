import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LOAD_MS_MAX } from '../../../src/runtime/versions.ts';
import { inTime } from '../../../src/workers/bot/load-in-time.ts';

const FILE = { path: '/bots/mine.ts', className: undefined };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a file that waits for ever is an error that names it', async () => {
  const reason = inTime(FILE, new Promise(() => {})).catch((error: unknown) => (error as Error).message);
  await vi.advanceTimersByTimeAsync(LOAD_MS_MAX);
  expect(await reason).toBe(
    '/bots/mine.ts did not finish loading within 30 s; look for an await outside its functions that waits for ever',
  );
});

test('a file that loads leaves no timer behind, whatever the outcome', async () => {
  expect(await inTime(FILE, Promise.resolve(5))).toBe(5);
  await expect(inTime(FILE, Promise.reject(new Error('no class')))).rejects.toThrow('no class');
  expect(vi.getTimerCount()).toBe(0);
});
