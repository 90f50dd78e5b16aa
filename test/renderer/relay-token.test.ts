import { describe, expect, test } from 'vitest';
import { tokenOf, withoutToken, withRecent, withToken } from '../../src/renderer/pit/relay-token.ts';

describe('the token of a relay', () => {
  test.each([
    ['ws://host:9010', 'a long&secret', 'ws://host:9010'],
    ['wss://host/path?x=1', 'töken', 'wss://host/path?x=1'],
  ])('is put into %s and taken out again', (address, token, shown) => {
    const full = withToken(address, token);
    expect(tokenOf(full)).toBe(token);
    expect(withoutToken(full)).toBe(shown);
    expect(tokenOf(withToken(full, ''))).toBe('');
  });

  test('what is no address stays as it is', () => {
    expect([withoutToken('nonsense'), tokenOf('nonsense'), withoutToken('ws://h:1/?x=1')]).toEqual([
      'nonsense',
      '',
      'ws://h:1/?x=1',
    ]);
  });

  test('recent addresses have none, and come once', () => {
    expect(withRecent(['ws://a:1', 'ws://b:1'], 'ws://b:1/?token=s')).toEqual(['ws://b:1', 'ws://a:1']);
    expect(
      withRecent(
        Array.from({ length: 20 }, (_, index) => `ws://h:${index}`),
        'ws://new:1',
      ),
    ).toHaveLength(8);
  });
});
