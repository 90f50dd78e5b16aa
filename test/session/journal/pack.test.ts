/** One file holds a session, and unpacking writes nothing else. */
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
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { create, Header } from 'tar';
import { afterAll, expect, test } from 'vitest';
import { packSession } from '../../../src/session/journal/pack.ts';
import { unpackInThread } from '../../../src/session/journal/unpack-in-thread.ts';
import { unpackSession } from '../../../src/session/journal/unpack.ts';
import { JournaledPit } from '../../support/journaled-pit.ts';

const root = mkdtempSync(join(tmpdir(), 'botpit-pack-'));
afterAll(() => rmSync(root, { recursive: true }));

test('a packed session unpacks to the same journal', async () => {
  const session = join(root, 'session');
  new JournaledPit(session, 1, 4_000).run(200).end();
  writeFileSync(join(session, 'journal', 'lock'), '1');
  mkdirSync(join(session, 'logs'));
  writeFileSync(join(session, 'logs', 'maker.log'), 'a secret');
  const file = join(root, 'a session.botpit');
  await packSession(session, file);
  const other = join(root, 'other', 'folder');
  await unpackSession(file, other);
  expect(existsSync(join(other, 'logs'))).toBe(false);
  const names = readdirSync(join(other, 'journal'));
  expect(names.length).toBeGreaterThan(1);
  expect(names).not.toContain('lock');
  for (const name of names) {
    expect(readFileSync(join(other, 'journal', name))).toEqual(readFileSync(join(session, 'journal', name)));
  }
});

test('a file that the exchange deletes meanwhile is left out, with the older ones', async () => {
  const session = join(root, 'running');
  new JournaledPit(session, 1, 4_000).run(200).end();
  // Listed, but gone when it is copied.
  rmSync(join(session, 'journal', '000002.log'));
  symlinkSync(join(root, 'gone'), join(session, 'journal', '000002.log'));
  const file = join(root, 'running.botpit');
  await packSession(session, file);
  const other = join(root, 'unpacked');
  await unpackSession(file, other);
  const left = readdirSync(join(session, 'journal')).filter((name) => !/^00000[12]\.log$/.test(name));
  expect(left).toContain('000003.log');
  expect(readdirSync(join(other, 'journal')).toSorted()).toEqual(left.toSorted());
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

test('anything else than a session is refused', async () => {
  const text = join(root, 'text.botpit');
  writeFileSync(text, 'hello');
  await expect(unpackSession(text, join(root, 'x'))).rejects.toThrow('text.botpit is not a .botpit file');
  await expect(unpackSession(join(root, 'none.botpit'), join(root, 'x'))).rejects.toThrow('is not there');
  const empty = join(root, 'empty.botpit');
  await create({ gzip: true, cwd: root, file: empty }, ['text.botpit']);
  await expect(unpackSession(empty, join(root, 'x'))).rejects.toThrow('empty.botpit holds no session');
  await expect(packSession(join(root, 'x'), join(root, 'y.botpit'))).rejects.toThrow('has no journal');
  expect(existsSync(join(root, 'y.botpit'))).toBe(false);
});

test.each(['./', 'monday/', './monday/'])(
  'a pack made by hand with %s before the names is read',
  async (prefix) => {
    const parent = mkdtempSync(join(root, 'by-hand-'));
    const session = join(parent, 'monday');
    new JournaledPit(session, 2, 4_000).run(50).end();
    const file = join(parent, 'made.botpit');
    const [cwd, name] = prefix === './' ? [session, './journal'] : [parent, `${prefix}journal`];
    await create({ gzip: true, cwd, file }, [name]);
    const folder = join(parent, 'unpacked');
    await unpackSession(file, folder);
    for (const log of readdirSync(join(session, 'journal'))) {
      expect(readFileSync(join(folder, 'journal', log))).toEqual(readFileSync(join(session, 'journal', log)));
    }
  },
);

test('a pack of two sessions is refused with both names', async () => {
  const parent = mkdtempSync(join(root, 'two-'));
  for (const [seed, name] of ['monday', 'tuesday'].entries()) {
    new JournaledPit(join(parent, name), seed, 4_000).run(20).end();
  }
  const file = join(parent, 'made.botpit');
  await create({ gzip: true, cwd: parent, file }, ['monday', 'tuesday']);
  await expect(unpackSession(file, join(parent, 'x'))).rejects.toThrow(
    "holds several sessions: 'monday/' and 'tuesday/'",
  );
});

test('a pack cut anywhere is refused with a sentence', async () => {
  const session = join(root, 'to cut');
  new JournaledPit(session, 3, 4_000).run(50).end();
  const whole = join(root, 'whole.botpit');
  await packSession(session, whole);
  const bytes = readFileSync(whole);
  for (const share of [0, 0.1, 0.5, 0.9, 0.99]) {
    const file = join(root, `cut-${share}.botpit`);
    writeFileSync(file, bytes.subarray(0, Math.floor(bytes.length * share)));
    await expect(unpackSession(file, join(root, `cut-${share}`))).rejects.toThrow(
      /is not a \.botpit file, or is damaged|holds no session/,
    );
  }
});

/** A gzip stream may have several members: one of 5 MB of zeros, many times over. */
function bomb(): Buffer {
  const zeros = 5 * 1_024 ** 3;
  const header = Buffer.alloc(512);
  new Header({ path: 'journal/000001.log', size: zeros, type: 'File', mode: 0o644 }).encode(header);
  const member = gzipSync(Buffer.alloc(16 * 1_024 ** 2));
  const members = Array.from({ length: zeros / (16 * 1_024 ** 2) }, () => member);
  return Buffer.concat([gzipSync(header), ...members]);
}

test('a bomb of 5 MB is refused in a thread, and memory stays bounded', async () => {
  const file = join(root, 'bomb.botpit');
  writeFileSync(file, bomb());
  const script = join(root, 'unpack-thread.mjs');
  const source = new URL('../../../src/session/journal/unpack-thread.ts', import.meta.url);
  await build({
    entryPoints: [fileURLToPath(source)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script,
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  const before = process.memoryUsage.rss();
  let most = before;
  const watching = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);
  const folder = join(root, 'bombed');
  await expect(unpackInThread(script, { file, folder })).rejects.toThrow(
    'bomb.botpit unpacks to more than 100 times its own size',
  );
  clearInterval(watching);
  expect(most - before).toBeLessThan(150 * 1_024 ** 2);
});
