/** Which token logs in to which account, and which names nobody may take. */
import { describe, expect, test } from 'vitest';
import { Doorkeeper, type DoorkeeperOptions } from '../../src/config/accounts-file.ts';
import { hashOf } from '../../src/runtime/secrets.ts';

function doorkeeper(options: Partial<DoorkeeperOptions> = {}): Doorkeeper {
  return new Doorkeeper({ tokens: {}, accounts: null, houseToken: null, token: null, ...options });
}

describe('a name beside a reserved one', () => {
  const pit = doorkeeper({
    tokens: { maker: { tokenHash: hashOf('m') }, rich: {} },
    houseToken: 'h',
    operatorToken: 'o',
  });

  test.each([
    ['Maker', 'maker'],
    ['CROWD.x', 'crowd.x'],
    ['Operator', 'operator'],
  ])('%s is refused, with the reason', (name, twin) => {
    const reason = `Account ${name} differs only in case from ${twin}, which is reserved; choose another name.`;
    for (const token of [undefined, 'm', 'h', 'o']) expect(pit.refusalOf(name, token)).toBe(reason);
  });

  test('the reserved names take their tokens, and other names need none', () => {
    expect(pit.refusalOf('maker', 'm')).toBeNull();
    expect(pit.refusalOf('maker', 'h')).toContain('The token for account maker is wrong,');
    expect(pit.refusalOf('crowd.x', 'h')).toBeNull();
    expect(pit.refusalOf('operator', 'o')).toBeNull();
    for (const free of ['my-maker', 'crowds', 'Rich']) expect(pit.refusalOf(free, undefined)).toBeNull();
  });

  test('an accounts file reserves its names, also those of a newer file, and may list two that differ in case', () => {
    const entry = (token: string) => ({ tokenHash: hashOf(token) });
    const listed = doorkeeper({ accounts: { ann: entry('a') } });
    expect(listed.refusalOf('Ann', 'a')).toContain('differs only in case from ann');
    listed.use({ ann: entry('a'), Ann: entry('b'), bob: entry('c') });
    expect([listed.refusalOf('ann', 'a'), listed.refusalOf('Ann', 'b')]).toEqual([null, null]);
    expect(listed.refusalOf('Bob', 'c')).toContain('differs only in case from bob');
  });
});

describe('the account operator', () => {
  test.each([null, 'common'])('without its token, nobody logs in to it (common token: %s)', (token) => {
    const reason =
      'Account operator is reserved, and this exchange has no token for it; choose another name.';
    for (const given of [undefined, 'common'])
      expect(doorkeeper({ token }).refusalOf('operator', given)).toBe(reason);
  });

  test('opens with a token of its own', () => {
    const own = doorkeeper({ tokens: { operator: { token: 'mine', operator: true } } });
    expect(own.refusalOf('operator', 'mine')).toBeNull();
    expect(own.refusalOf('operator', undefined)).toBe(
      'The token for account operator is missing: send it (a bot takes it from BOTPIT_TOKEN), or choose another account (a bot takes it from --name).',
    );
    expect(own.isOperator('operator')).toBe(true);
  });
});
