import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => vi.unstubAllEnvs());

test.each([
  ['/home/ada/sessions/2026-11-29T12-30-05', 'UTC', 'session of 29 Nov, 12:30'],
  ['C:\\sessions\\2026-11-29T20-30-05-002', 'Asia/Kolkata', 'session of 30 Nov, 02:00'],
  ['/lessons/monday', 'UTC', 'session monday'],
])('%s is, in the zone %s, the %s', async (folder, zone, title) => {
  vi.stubEnv('TZ', zone);
  vi.resetModules();
  const { sessionTitle } = await import('../../src/renderer/start/session-title.ts');
  expect(sessionTitle(folder)).toBe(title);
});
