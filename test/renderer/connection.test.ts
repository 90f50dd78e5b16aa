import { expect, test } from 'vitest';
import { closeReason, describeConnection, parseRelayUrl } from '../../src/renderer/feed/connection.ts';

const url = 'ws://127.0.0.1:9010';

test('shows the state, the reason and the next try', () => {
  const lost = { phase: 'disconnected', url, reason: 'The relay was shut down', attempt: 3 } as const;
  expect(describeConnection({ phase: 'closed' }, 0)).toBe('No relay to follow');
  expect(describeConnection({ phase: 'connecting', url, attempt: 1 }, 0)).toBe(
    'Connecting to ws://127.0.0.1:9010, attempt 1',
  );
  expect(describeConnection({ ...lost, nextTryAt: 5_000 }, 3_600)).toBe(
    'The relay was shut down. Next try in 2 s, attempt 3',
  );
  expect(describeConnection({ ...lost, nextTryAt: 5_000 }, 9_000)).toContain('Next try in 0 s');
  expect(describeConnection({ ...lost, nextTryAt: null }, 0)).toContain('Trying now, attempt 3');
});

test.each([
  ['open', 1001, '', 'The relay was shut down'],
  ['open', 1013, 'too slow', 'This window fell behind and the relay disconnected it: too slow'],
  [
    'never',
    1006,
    '',
    `No answer from ${url}, or it requires a token (enter it under Recent relays, or end the address with /?token=…)`,
  ],
  ['open', 1006, '', `The connection to ${url} was lost`],
  ['open', 4000, 'out of order', 'The relay closed the connection: out of order'],
  ['before', 1006, '', `No answer from ${url}`],
] as const)('reached: %s, code %s, text "%s": %s', (reach, code, text, reason) => {
  expect(closeReason(url, reach, code, text)).toBe(reason);
});

test('a given token may be wrong', () => {
  expect(closeReason(`${url}/?token=s3cret`, 'never', 1006, '')).toBe(
    `No answer from ${url}/?token=s3cret, or it does not accept this token`,
  );
});

test('tokens are masked', () => {
  const guarded = `${url}/?token=s3cret`;
  const reason = closeReason(guarded, 'never', 1006, '');
  for (const connection of [
    { phase: 'connecting', url: guarded, attempt: 1 },
    { phase: 'connected', url: guarded },
    { phase: 'disconnected', url: guarded, reason, attempt: 2, nextTryAt: null },
  ] as const) {
    expect(describeConnection(connection, 0)).toContain(`${url}/?token=•••`);
    expect(describeConnection(connection, 0)).not.toContain('s3cret');
  }
});

test.each([
  ['127.0.0.1:9010', 'ws://127.0.0.1:9010'],
  ['localhost:9010/?token=a', 'ws://localhost:9010/?token=a'],
  ['[::1]:9010', 'ws://[::1]:9010'],
])('%s is %s', (text, full) => {
  expect(parseRelayUrl(text)).toEqual({ url: full });
});

test.each(['ws://127.0.0.1:9010', ' wss://pit.example/feed ', 'ws://[::1]:9010'])(
  '%s is an address',
  (text) => {
    expect(parseRelayUrl(text)).toEqual({ url: text.trim() });
  },
);

test.each(['', 'foo', 'http://127.0.0.1:9010', 'pit:99999', 'ws://'])('"%s" is not an address', (text) => {
  expect(parseRelayUrl(text)).toEqual({
    problem: `“${text}” is not a relay address. Write it as host:9010, ws://host:9010 or wss://host`,
  });
});
