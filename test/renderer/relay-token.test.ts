import { describe, expect, test } from 'vitest';
import { tokenOf, withoutToken, withRecent, withToken } from '../../src/renderer/pit/relay-token.ts';

describe('the token of a relay', () => {
  test.each([
    ['ws://host:9010', 'a long&secret', 'ws://host:9010'],
    ['wss://host/path?x=1', 'töken', 'wss://host/path?x=1'],
  ])('is added to %s and removed again', (address, token, shown) => {
    const full = withToken(address, token);
    expect(tokenOf(full)).toBe(token);
    expect(withoutToken(full)).toBe(shown);
    expect(tokenOf(withToken(full, ''))).toBe('');
  });

  test('other text stays unchanged', () => {
    expect([withoutToken('nonsense'), tokenOf('nonsense'), withoutToken('ws://h:1/?x=1')]).toEqual([
      'nonsense',
      '',
      'ws://h:1/?x=1',
    ]);
  });

  test('recent addresses have no token, and each appears once', () => {
    expect(withRecent(['ws://a:1', 'ws://b:1'], 'ws://b:1/?token=s')).toEqual(['ws://b:1', 'ws://a:1']);
    expect(
      withRecent(
        Array.from({ length: 20 }, (_, index) => `ws://h:${index}`),
        'ws://new:1',
      ),
    ).toHaveLength(8);
  });
});
