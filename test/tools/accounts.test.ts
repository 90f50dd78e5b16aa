/** `npm run accounts`: names that it refuses leave the file as it was. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { editAccounts } from '../../tools/accounts/edit-accounts.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'botpit-accounts-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  ['another account with its name', ['ann'], 'has an account ann already'],
  ['one that differs only in case', ['Ann'], 'Ann differs only in case from ann; choose another name.'],
  ['one of a crowd', ['Crowd.x'], 'Crowd.x: crowd. is reserved'],
  ['the operator of the pit', ['operator'], 'operator: operator is reserved'],
  ['two at once', ['bob', 'cat'], "'cat' is one word too many."],
  ['one with a space', ['bob cat'], "got 'bob cat'"],
])('adds an account, but not %s', async (_, names, reason) => {
  const file = join(folder, 'accounts.json');
  const edit = (...words: string[]) => editAccounts([...words, '--file', file], () => {});
  await edit('add', 'ann');
  const before = readFileSync(file, 'utf8');
  await expect(edit('add', ...names)).rejects.toThrow(reason);
  expect(readFileSync(file, 'utf8')).toBe(before);
});
