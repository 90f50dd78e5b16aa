import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readAccountsFile } from '../../src/config/accounts-file.ts';
import { listedAccounts } from '../../src/headless/house-accounts.ts';
import { hashOf } from '../../src/runtime/secrets.ts';

test('a house bot keeps its deposit and its rights beside an accounts file, which the exchange can read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-house-accounts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [accountsFile, written] = [join(folder, 'accounts.json'), join(folder, 'listed.json')];
  writeFileSync(accountsFile, '{"accounts":{}}');
  const accounts = { clock: { deposit: 0, operator: true }, maker: { deposit: 7 } };
  const tokens = new Map(['clock', 'maker', 'taker'].map((name) => [name, `${name}'s token`]));
  writeFileSync(written, JSON.stringify({ accounts: listedAccounts({ accountsFile, accounts }, tokens) }));
  expect(readAccountsFile(written)).toEqual({
    clock: { tokenHash: hashOf("clock's token"), deposit: 0, operator: true },
    maker: { tokenHash: hashOf("maker's token"), deposit: 7 },
    taker: { tokenHash: hashOf("taker's token") },
  });
});
