import { expect, test } from 'vitest';
import { sessionTitle } from '../../src/renderer/start/session-title.ts';

test.each([
  ['/home/ada/sessions/2026-11-29T12-30-05', 'session of 2026-11-29 12:30 UTC'],
  ['C:\\sessions\\2026-11-29T12-30-05-002', 'session of 2026-11-29 12:30 UTC'],
  ['/lessons/monday', 'session monday'],
])('%s is the %s', (folder, title) => {
  expect(sessionTitle(folder)).toBe(title);
});
