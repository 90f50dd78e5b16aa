/** A session's folder has one owner, and only a process that runs is one. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { isInUse, lockSession } from '../../../src/session/journal/lock.ts';

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
        import { lockSession } from ${JSON.stringify(fileURLToPath(new URL('../../../src/session/journal/lock.ts', import.meta.url)))};
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

test('of many that come at once, upon what a crashed one left, one gets it', async () => {
  const crashed = await contender();
  expect(await asks(crashed)).toBe('taken');
  await ended(crashed);
  const contenders = await Promise.all(Array.from({ length: CONTENDERS }, contender));
  const said = await Promise.all(contenders.map(asks));
  expect(said.filter((one) => one === 'taken')).toHaveLength(1);
  const winner = contenders[said.indexOf('taken')]?.pid;
  const refused = said.filter((one) => one !== 'taken');
  expect(refused.every((one) => one.includes(`is in use by process ${winner}`))).toBe(true);
  expect(isInUse(session)).toBe(true);
  expect(readdirSync(join(session, 'journal'))).toEqual(['lock']);
}, 60_000);

test('a number that another process has now is nobody', async () => {
  const other = await contender();
  const lock = join(session, 'journal', 'lock');
  mkdirSync(lock, { recursive: true });
  writeFileSync(join(lock, `${other.pid}-an-earlier-life`), '');
  expect(isInUse(session)).toBe(false);
  const release = await lockSession(session);
  expect(readdirSync(lock)).toHaveLength(1);
  release();
  expect(readdirSync(join(session, 'journal'))).toEqual([]);
});

test('a folder that names nobody is taken', async () => {
  mkdirSync(join(session, 'journal', 'lock'), { recursive: true });
  (await lockSession(session))();
  expect(isInUse(session)).toBe(false);
});

test('where nothing can be written there is no session', async () => {
  writeFileSync(session, '');
  await expect(lockSession(session)).rejects.toThrow(
    /cannot be written: (ENOTDIR|EEXIST).* --durability memory/,
  );
});
