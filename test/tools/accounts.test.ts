/** `npm run accounts`: what it refuses leaves the file as it was. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readAccountsFile } from '../../src/config/accounts-file.ts';
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
  ['one that no file can name', ['__proto__'], '__proto__ cannot be named in a file'],
])('adds an account, but not %s', async (_, names, reason) => {
  const file = join(folder, 'accounts.json');
  const edit = (...words: string[]) => editAccounts([...words, '--file', file], () => {});
  await edit('add', 'ann');
  const before = readFileSync(file, 'utf8');
  await expect(edit('add', ...names)).rejects.toThrow(reason);
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('names of JavaScript are ordinary names', async () => {
  const file = join(folder, 'accounts.json');
  const lines: string[] = [];
  const edit = (...words: string[]) => editAccounts([...words, '--file', file], (line) => lines.push(line));
  await expect(edit('renew', 'constructor')).rejects.toThrow('has no account constructor');
  await expect(edit('remove', 'toString')).rejects.toThrow('has no account toString');
  await edit('add', 'constructor');
  await edit('list');
  expect(lines.at(-1)).toBe('constructor');
  expect(Object.keys(readAccountsFile(file))).toEqual(['constructor']);
});

test.each(['', '[]', '{}', '{"accounts":[]}', '{"accounts":{"bob":{"token":"x"}}}', 'ann'])(
  '%j is not overwritten as if it were a file of accounts',
  async (text) => {
    const file = join(folder, 'accounts.json');
    writeFileSync(file, text);
    const edited = editAccounts(['add', 'ann', '--file', file], () => {});
    await expect(edited).rejects.toThrow(`--file ${file}: `);
    expect(readFileSync(file, 'utf8')).toBe(text);
  },
);
