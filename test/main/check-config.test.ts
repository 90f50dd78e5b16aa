import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkConfig, configNote } from '../../src/main/check-config.ts';
import { DEFAULT_INSTRUMENT } from '../../src/contract/instrument.ts';

const folder = mkdtempSync(join(tmpdir(), 'botpit-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = join(folder, 'pit.json');
const check = (content: string) => {
  writeFileSync(path, content);
  return checkConfig(path);
};
const instruments = (...symbols: string[]) =>
  JSON.stringify({ instruments: symbols.map((symbol) => ({ ...DEFAULT_INSTRUMENT, symbol })) });

test('a valid file lists its instruments', () => {
  expect(check(instruments('BTC-USD', 'ETH-USD'))).toEqual({ ok: true, symbols: ['BTC-USD', 'ETH-USD'] });
  expect(check('{}')).toEqual({ ok: true, symbols: ['BTC-USD'] });
  expect(checkConfig(null)).toEqual({ ok: true, symbols: ['BTC-USD'] });
});

test.each([
  ['not JSON', 'not json', 'cannot be read'],
  ['an unknown key', '{"depositt":1}', 'depositt'],
  ['a value out of its bounds', '{"moneyDecimals":-1}', 'moneyDecimals'],
  ['what only the setup refuses', instruments('A', 'A'), 'instruments: A appears twice.'],
])('a file with %s is refused with the reason', (_, content, reason) => {
  const checked = check(content);
  expect(checked).toEqual({ ok: false, reason: expect.stringContaining(reason) as string });
  expect(checked.ok || checked.reason).not.toContain('--config');
});

test('a missing file is refused', () => {
  const missing = join(folder, 'none.json');
  expect(checkConfig(missing)).toEqual({
    ok: false,
    reason: expect.stringContaining(`${missing} cannot be read`) as string,
  });
});

test('lists the instruments in one sentence, however many there are', () => {
  const note = (...symbols: string[]) => configNote(symbols);
  expect(note('A')).toBe('The next start of the pit opens trading in A.');
  expect(note('A', 'B')).toBe('The next start of the pit opens trading in A and B.');
  expect(note('A', 'B', 'C', 'D', 'E', 'F', 'G')).toContain('in A, B, C, D, E, and 2 more.');
});
