// The installed `electron` package: the place of its binary, and the download of that binary. The package has no
// postinstall step, so the binary is missing until it is requested.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from '../lib/run.ts';
import { progressLine } from '../lib/progress-line.ts';

const STALL_MS_MAX = 15_000;

const manifestPath = createRequire(import.meta.url).resolve('electron/package.json');
const packageFolder = dirname(manifestPath);
const requireFromElectron = createRequire(manifestPath);

export const electronVersion: string = requireFromElectron('./package.json').version;

const EXECUTABLES: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** The executable's path inside a dist folder of this platform. */
export const executableInDist = EXECUTABLES[process.platform] ?? 'electron';

/** @returns the package's own executable, if it has been downloaded */
export function packageExecutable(): string | undefined {
  const path = join(packageFolder, 'dist', executableInDist);
  return existsSync(path) && distVersion(join(packageFolder, 'dist')) === electronVersion ? path : undefined;
}

/** @returns the version that the dist's folder names */
export function distVersion(dist: string): string | undefined {
  const file = join(dist, 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : undefined;
}

/**
 * Downloads the binary in the same way as the package itself, including its mirror and proxy settings. It gives up when
 * no byte arrives for 15 s.
 * @returns the executable
 */
export async function downloadElectron(): Promise<string> {
  await downloadIntoElectronsCache();
  // @electron/get is an ES module that install.js loads with require(), which needs a flag on older Node 20.
  await run(process.execPath, [
    '--experimental-require-module',
    '--no-warnings',
    join(packageFolder, 'install.js'),
  ]);
  const executable = packageExecutable();
  if (executable === undefined)
    throw new Error(`the download left no ${executableInDist} in ${packageFolder}/dist`);
  return executable;
}

async function downloadIntoElectronsCache() {
  const { downloadArtifact } = await importFromElectron('@electron/get');
  const progress = progressLine(`Downloading Electron ${electronVersion}`);
  const stalled = new AbortController();
  const giveUp = () => stalled.abort(new Error(`nothing arrived for ${STALL_MS_MAX / 1000} s`));
  const timer = setTimeout(giveUp, STALL_MS_MAX);
  const getProgressCallback = async ({
    transferred,
    total,
  }: {
    transferred: number;
    total: number | null;
  }) => {
    timer.refresh();
    progress.update(transferred, total ?? transferred);
  };
  try {
    await downloadArtifact({
      version: electronVersion,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums: requireFromElectron('./checksums.json'),
      ...(process.env['electron_config_cache'] && { cacheRoot: process.env['electron_config_cache'] }),
      downloadOptions: { quiet: true, signal: stalled.signal, getProgressCallback },
    });
  } finally {
    clearTimeout(timer);
    progress.end();
  }
}

/**
 * Unpacks a zip file with the extractor that the electron package includes.
 * @param folder absolute path of the target
 */
export async function extractZip(zipPath: string, folder: string) {
  const { extract } = await importFromElectron('@electron-internal/extract-zip');
  await extract(zipPath, { dir: folder });
}

/** @param name name of a dependency of the electron package, wherever npm has installed it */
async function importFromElectron(name: string) {
  return import(pathToFileURL(requireFromElectron.resolve(name)).href);
}
