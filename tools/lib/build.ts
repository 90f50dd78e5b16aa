// Builds the app and its workers into out/ when their sources have changed since the last build.
// Nothing goes to stdout: outside programs read what the workers print there.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { withFolderLock } from './folder-lock.ts';
import { commandScript, projectFolder } from './project.ts';
import { finished } from './run.ts';

const SOURCE_FOLDERS = ['src', 'strategies'];
const SOURCE_FILES = /^(electron\.vite\.config\.ts|tsconfig.*\.json|package-lock\.json)$/;

const outFolder = join(projectFolder, 'out');
const stampPath = join(outFolder, '.build-stamp');
const lockFolder = join(outFolder, '.build-lock');

/** Builds if the sources have changed. Rejects with the build's output when the build fails. */
export async function buildIfStale({
  log,
  force = false,
}: {
  log: (line: string) => void;
  force?: boolean;
}): Promise<void> {
  if (!force && (await isFresh(await sourcesHash()))) return;
  const onWait = (pid: number) => log(`Process ${pid} is building: waiting for it.`);
  await withFolderLock(lockFolder, () => buildUnlessFresh(log, force), { onWait });
}

async function buildUnlessFresh(log: (line: string) => void, force: boolean) {
  // The hash is taken before the build: a source that changes meanwhile makes the result stale, as it should.
  const hash = await sourcesHash();
  if (!force && (await isFresh(hash))) return; // another process has built it while this one waited
  await rm(stampPath, { force: true });
  const started = performance.now();
  await electronViteBuild();
  await writeFile(stampPath, hash);
  log(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

async function electronViteBuild() {
  const script = await commandScript('electron-vite');
  // A test runner's NODE_ENV would otherwise put React's development build into the app.
  const env = { ...process.env, NODE_ENV: 'production' };
  const { exitCode, output } = await finished(process.execPath, [script, 'build'], {
    cwd: projectFolder,
    env,
  });
  if (exitCode !== 0) throw new Error(`The build failed:\n${output.trim()}`);
}

async function isFresh(hash: string) {
  return existsSync(join(outFolder, 'main')) && (await readFile(stampPath, 'utf8').catch(() => '')) === hash;
}

/** @returns a hash of the path and content of everything that the build reads */
async function sourcesHash(): Promise<string> {
  await mkdir(outFolder, { recursive: true });
  const hash = createHash('sha256');
  for (const path of await sourcePaths()) {
    const content = await readFile(path);
    hash.update(`${relative(projectFolder, path).split(sep).join('/')}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** @returns all source paths, sorted */
async function sourcePaths(): Promise<string[]> {
  const top = await readdir(projectFolder);
  const paths = top.filter((name) => SOURCE_FILES.test(name)).map((name) => join(projectFolder, name));
  for (const folder of SOURCE_FOLDERS) {
    const entries = await readdir(join(projectFolder, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries) if (entry.isFile()) paths.push(join(entry.parentPath, entry.name));
  }
  return paths.sort();
}
