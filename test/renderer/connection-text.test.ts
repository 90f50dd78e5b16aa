import { expect, test } from 'vitest';
import { connectionText } from '../../src/renderer/feed/connection-text.ts';

const url = 'ws://a:1/?token=s3cret';
const lost = { phase: 'disconnected', url, reason: 'Gone', attempt: 2, nextTryAt: null } as const;

test.each([
  [{ phase: 'closed' } as const, 'none', 'No relay to follow'],
  [{ phase: 'closed' } as const, 'lost', 'Closed. The data shown is 12 s old'],
  [{ phase: 'connected', url } as const, 'live', 'Following ws://a:1/?token=•••'],
  [{ phase: 'connected', url } as const, 'stale', 'Connected, but no event for more than 3 s'],
  [lost, 'lost', 'Gone. Trying now, attempt 2'],
] as const)('%j with %s data: %s', (connection, freshness, words) => {
  expect(connectionText({ connection, freshness, lastEventAt: 8_000, exchange: null }, 20_000)).toBe(words);
});

test.each([
  ['recovering', 'The exchange is recovering its session (RECOVERING); events follow when it is ready'],
  ['stopping', 'The exchange has shut down (SHUTTING_DOWN); events follow when it runs again'],
  ['lost', 'The relay has lost its exchange and tries again; events follow when it is back'],
] as const)('an exchange that is %s explains the silence', (exchange, words) => {
  const standing = { connection: { phase: 'connected', url }, lastEventAt: 8_000, exchange } as const;
  expect(connectionText({ ...standing, freshness: 'stale' }, 20_000)).toBe(words);
  expect(connectionText({ ...standing, freshness: 'live' }, 20_000)).toBe('Following ws://a:1/?token=•••');
});
