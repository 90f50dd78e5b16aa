/** A user's file is read with any byte-order mark; a key is kept or refused, never dropped. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { readAccountsFile } from '../../src/config/accounts-file.ts';
import { exchangeProgram } from '../../src/config/exchange-config.ts';
import { readOptions } from '../../src/runtime/options.ts';
import { parseJson, readTextFile } from '../../src/runtime/text-file.ts';

const root = mkdtempSync(join(tmpdir(), 'botpit-text-'));
afterAll(() => rmSync(root, { recursive: true }));

const encodings = {
  'UTF-8': (text: string) => Buffer.from(text),
  'UTF-8 with a mark': (text: string) => Buffer.from(`\uFEFF${text}`),
  'UTF-16LE': (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'UTF-16BE': (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
};

test.each(Object.entries(encodings))('%s is read by --config and --accounts-file', (name, encode) => {
  const config = join(root, `config ${name}.json`);
  writeFileSync(config, encode('{"deposit":1000}\r\n'));
  expect(readOptions(exchangeProgram, ['--config', config])).toMatchObject({ options: { deposit: 1_000 } });
  const accounts = join(root, `accounts ${name}.json`);
  const tokenHash = 'a'.repeat(64);
  writeFileSync(accounts, encode(JSON.stringify({ accounts: { ann: { tokenHash } } })));
  expect(readAccountsFile(accounts)).toEqual({ ann: { tokenHash } });
  writeFileSync(accounts, encode('é'));
  expect(readTextFile(accounts)).toBe('é');
});

test('__proto__ is refused by name wherever a user writes JSON; constructor is an ordinary name', () => {
  const json = '{"accounts":{"__proto__":{"deposit":7},"constructor":{"deposit":9}}}';
  const config = join(root, 'proto.json');
  writeFileSync(config, json);
  expect(() => readOptions(exchangeProgram, ['--config', config])).toThrow("the key '__proto__'");
  expect(() => readAccountsFile(config)).toThrow("the key '__proto__'");
  const flag = ['--accounts', '{"__proto__":{"deposit":7}}'];
  expect(() => readOptions(exchangeProgram, flag)).toThrow(/--accounts .*the key '__proto__'/);
  const plain = readOptions(exchangeProgram, ['--accounts', '{"constructor":{"deposit":9}}']);
  expect(plain).toMatchObject({ options: { accounts: { constructor: { deposit: 9 } } } });
});

test('a record keeps every other key of JSON', () => {
  const keys = ['constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__', '0', ''];
  const value = parseJson(JSON.stringify(Object.fromEntries(keys.map((key) => [key, 1]))));
  expect(Object.keys(z.record(z.string(), z.number()).parse(value)).toSorted()).toEqual(keys.toSorted());
});
