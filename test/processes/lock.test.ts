/** A session's folder has one owner, which must be a live process. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { isInUse, lockSession } from '../../src/session/journal/lock.ts';

const root = mkdtempSync(join(tmpdir(), 'botpit-lock-'));
const script = join(root, 'take.mjs');
const CONTENDERS = 4;
let session: string;
let children: ChildProcess[];
let folders = 0;

beforeAll(() =>
  build({
    stdin: {
      contents: `
        import { lockSession } from ${JSON.stringify(fileURLToPath(new URL('../../src/session/journal/lock.ts', import.meta.url)))};
        process.on('message', (session) =>
          lockSession(session).then(() => process.send('taken'), (error) => process.send(error.message)));
        process.send('ready');`,
      resolveDir: root,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script,
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  }),
);
beforeEach(() => {
  children = [];
  session = join(root, String((folders += 1)));
});
afterEach(() => Promise.all(children.map(ended)));
afterAll(() => rmSync(root, { recursive: true }));

async function contender(): Promise<ChildProcess> {
  const child = fork(script);
  children.push(child);
  await once(child, 'message');
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function asks(child: ChildProcess): Promise<string> {
  const said = once(child, 'message') as Promise<[string]>;
  child.send(session);
  return (await said)[0];
}

test('one of many contenders gets the lock of a dead owner', async () => {
  const crashed = await contender();
  expect(await asks(crashed)).toBe('taken');
  await ended(crashed);
  const contenders = await Promise.all(Array.from({ length: CONTENDERS }, contender));
  const said = await Promise.all(contenders.map(asks));
  expect(said.filter((one) => one === 'taken')).toHaveLength(1);
  const winner = contenders[said.indexOf('taken')]?.pid;
  const refused = said.filter((one) => one !== 'taken');
  expect(refused.every((one) => one.includes(`is in use by process ${winner}`))).toBe(true);
  expect(await isInUse(session)).toBe(true);
  expect(readdirSync(join(session, 'journal'))).toEqual(['lock']);
}, 60_000);

test('a suspended owner keeps its lock', async () => {
  const owner = await contender();
  expect(await asks(owner)).toBe('taken');
  owner.kill('SIGSTOP');
  await expect(lockSession(session)).rejects.toThrow(`is in use by process ${owner.pid}`);
  expect(await isInUse(session)).toBe(true);
  await ended(owner);
  expect(await isInUse(session)).toBe(false);
  (await lockSession(session))();
}, 60_000);

test('a stale lock is replaced even if another process has its process id now', async () => {
  const crashed = await contender();
  expect(await asks(crashed)).toBe('taken');
  await ended(crashed);
  const lock = join(session, 'journal', 'lock');
  const [entry = ''] = readdirSync(lock);
  renameSync(join(lock, entry), join(lock, entry.replace(/^\d+/, String(process.ppid))));
  expect(await isInUse(session)).toBe(false);
  const release = await lockSession(session);
  expect(readdirSync(lock)).toHaveLength(1);
  release();
  expect(readdirSync(join(session, 'journal'))).toEqual([]);
});

test('the lock works in a folder whose path is too long for a socket', async () => {
  session = join(session, 'a'.repeat(150));
  const release = await lockSession(session);
  expect(await isInUse(session)).toBe(true);
  const other = await contender();
  expect(await asks(other)).toContain(`is in use by process ${process.pid}`);
  release();
  expect(await asks(other)).toBe('taken');
}, 60_000);

/** As another machine, an earlier boot or a file system without sockets leaves it. */
function foreignEntry(): string {
  const lock = join(session, 'journal', 'lock');
  mkdirSync(lock, { recursive: true });
  const entry = join(lock, '7-elsewhere-0000');
  writeFileSync(entry, '');
  return entry;
}

test('a lock that the kernel cannot ask is kept while its heartbeat lasts', async () => {
  const entry = foreignEntry();
  let beats = 0;
  const beating = setInterval(() => utimesSync(entry, new Date(), (beats += 1)), 200);
  await expect(lockSession(session)).rejects.toThrow('is in use by process 7');
  clearInterval(beating);
  const startMs = performance.now();
  (await lockSession(session))();
  expect(performance.now() - startMs).toBeGreaterThan(9_000);
}, 60_000);

test('a lock without an entry is taken', async () => {
  mkdirSync(join(session, 'journal', 'lock'), { recursive: true });
  (await lockSession(session))();
  expect(await isInUse(session)).toBe(false);
});

test('a read-only folder gets no session', async () => {
  writeFileSync(session, '');
  await expect(lockSession(session)).rejects.toThrow(
    /cannot be written: (ENOTDIR|EEXIST).* --durability memory/,
  );
});
