/** One file holds a session, and nothing else gets out of it. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { afterAll, expect, test } from 'vitest';
import { packSession, unpackSession } from '../../../src/session/journal/pack.ts';
import { JournaledPit } from '../../support/journaled-pit.ts';

const root = mkdtempSync(join(tmpdir(), 'botpit-pack-'));
afterAll(() => rmSync(root, { recursive: true }));

test('a packed session is the same journal elsewhere', async () => {
  const session = join(root, 'session');
  new JournaledPit(session, 1, 8_000).run(200).end();
  writeFileSync(join(session, 'journal', 'lock'), '1');
  const file = join(root, 'a session.botpit');
  await packSession(session, file);
  const other = join(root, 'other', 'folder');
  await unpackSession(file, other);
  const names = readdirSync(join(other, 'journal'));
  expect(names.length).toBeGreaterThan(1);
  expect(names).not.toContain('lock');
  for (const name of names) {
    expect(readFileSync(join(other, 'journal', name))).toEqual(readFileSync(join(session, 'journal', name)));
  }
});

test('paths that lead elsewhere, links and other files stay in the pack', async () => {
  const source = join(root, 'hostile', 'inner');
  mkdirSync(join(source, 'journal'), { recursive: true });
  writeFileSync(join(root, 'hostile', 'evil.log'), 'evil');
  writeFileSync(join(source, 'run.sh'), 'evil');
  writeFileSync(join(source, 'journal', '000001.log'), 'no journal');
  symlinkSync(join(root, 'secret'), join(source, 'journal', '000002.log'));
  const file = join(root, 'hostile.botpit');
  const names = ['../evil.log', 'run.sh', 'journal/000001.log', 'journal/000002.log'];
  await create({ gzip: true, cwd: source, file, preservePaths: true }, names);
  const folder = join(root, 'deep', 'victim');
  await unpackSession(file, folder);
  expect(readdirSync(folder, { recursive: true }).map(String).toSorted()).toEqual([
    'journal',
    join('journal', '000001.log'),
  ]);
  expect(existsSync(join(root, 'deep', 'evil.log'))).toBe(false);
});

test('what is no session says so', async () => {
  const text = join(root, 'text.botpit');
  writeFileSync(text, 'hello');
  await expect(unpackSession(text, join(root, 'x'))).rejects.toThrow('text.botpit is no .botpit file');
  await expect(unpackSession(join(root, 'none.botpit'), join(root, 'x'))).rejects.toThrow('is not there');
  const empty = join(root, 'empty.botpit');
  await create({ gzip: true, cwd: root, file: empty }, ['text.botpit']);
  await expect(unpackSession(empty, join(root, 'x'))).rejects.toThrow('empty.botpit holds no session');
  await expect(packSession(join(root, 'x'), join(root, 'y.botpit'))).rejects.toThrow('has no journal');
  expect(existsSync(join(root, 'y.botpit'))).toBe(false);
});
