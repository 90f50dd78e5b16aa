/** Addresses of streams, and their text without secrets. */
import { describe, expect, test } from 'vitest';
import { isNatsAddress, natsAddress } from '../../src/config/nats-address.ts';

test.each([
  ['nats://127.0.0.1', '127.0.0.1:4222', 'botpit', false],
  ['nats://127.0.0.1:4333/', '127.0.0.1:4333', 'botpit', false],
  ['tls://nats.example.org/pit-2_B', 'nats.example.org:4222', 'pit-2_B', true],
  ['nats://[::1]:4222/a', '[::1]:4222', 'a', false],
])('%s', (text, server, stream, isSecure) => {
  expect(isNatsAddress(text)).toBe(true);
  expect(natsAddress(text, undefined)).toMatchObject({ server, stream, isSecure, credentials: {} });
});

test.each([
  'http://127.0.0.1',
  'nats:',
  'nats://',
  'nats://:4222',
  'nats://host:99999',
  'nats://host/a.b',
  'nats://host/a/b',
  'nats://host/*',
  `nats://host/${'x'.repeat(33)}`,
  'nats://host?token=abc',
  'nats://host#a',
  'nats://%zz@host',
])('%s is not an address', (text) => {
  expect(isNatsAddress(text)).toBe(false);
});

describe('credentials', () => {
  test.each([
    ['nats://ann:p%40ss@host', undefined, { user: 'ann', pass: 'p@ss' }],
    ['nats://tok%2Fen@host', undefined, { token: 'tok/en' }],
    ['nats://host', 'ann:pass:word', { user: 'ann', pass: 'pass:word' }],
    ['nats://host', 'token', { token: 'token' }],
    ['nats://ann:own@host', 'bob:other', { user: 'ann', pass: 'own' }],
    ['nats://host', '', {}],
  ])('of %s with %s', (text, fallback, credentials) => {
    expect(natsAddress(text, fallback).credentials).toEqual(credentials);
  });

  test('are not shown', () => {
    expect(natsAddress('nats://ann:secret@host/pit', 'x:y').shown).toBe('nats://host:4222/pit');
    expect(natsAddress('tls://token@host', undefined).shown).toBe('tls://host:4222/botpit');
  });
});
