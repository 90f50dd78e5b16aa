// The system libraries that Electron links to, and the X server without a screen that its tests run under.
// The check asks the system itself (the dynamic linker, the PATH), so it works on any Linux. Package names are known for
// Debian and its relatives.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from './command-line.ts';
import { isOnPath, pathFolders } from './on-path.ts';
import { finished, run } from './run.ts';

const LIBRARY_PACKAGES = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0',
  'libcups2',
  'libdrm2',
];
/** Options of apt-get. Without a network it fails soon, and does not retry for minutes. */
const PATIENCE = [
  '-o',
  'Acquire::http::Timeout=20',
  '-o',
  'Acquire::https::Timeout=20',
  '-o',
  'Acquire::Retries=1',
];
const DISPLAY_PACKAGES = ['xvfb', 'xauth'];
const DISPLAY_COMMANDS = ['xvfb-run', 'Xvfb', 'xauth'];

/**
 * Prepares the system for Electron: installs missing libraries where it may (root on Debian), and explains how to
 * elsewhere.
 * @param options.executablePath the Electron that is to run
 * @param options.display true: an X server without a screen is needed as well
 * @returns true when nothing is missing now
 */
export async function ensureElectronLibraries({
  log,
  executablePath,
  display,
}: {
  log: (line: string) => void;
  executablePath: string;
  display: boolean;
}): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const missing = await missingParts(executablePath, display);
  if (missing.length === 0) return true;
  const list = missing.join(', ');
  if (!isOnPath('apt-get')) {
    log(`Electron needs ${list}: install them with the package manager of this system.`);
    return false;
  }
  const wanted = [...LIBRARY_PACKAGES, ...(display ? DISPLAY_PACKAGES : [])];
  if (process.getuid?.() !== 0) {
    log(`Electron needs ${list}. This installs them:`);
    log(`  sudo apt-get update && sudo apt-get install -y ${(await namesHere(wanted)).join(' ')}`);
    return false;
  }
  log(`Electron needs ${list}: installing the Debian packages that hold them.`);
  return (await installed(wanted, log)) && (await nothingIsMissing(executablePath, display, log));
}

/**
 * Finds a Python with the packages that examples/client.py needs, or installs one where it may (root on Debian).
 * @returns the interpreter
 */
export async function ensurePython({ log }: { log: (line: string) => void }): Promise<string | undefined> {
  const found = await pythonWithWebsockets();
  if (found !== undefined || process.getuid?.() !== 0 || !isOnPath('apt-get')) return found;
  log('The example in Python needs python3-websockets: installing the Debian package.');
  return (await installed(['python3', 'python3-websockets'], log)) ? pythonWithWebsockets() : undefined;
}

async function pythonWithWebsockets() {
  for (const python of ['python3', '/usr/bin/python3']) {
    try {
      await run(python, ['-c', 'import websockets']);
      return python;
    } catch {
      // This one lacks a package, but the next may have it.
    }
  }
  return undefined;
}

/**
 * Finds the nats-server for the tests of relays over NATS, or installs it where it may (root on Debian).
 * @returns the program
 */
export async function ensureNats({ log }: { log: (line: string) => void }): Promise<string | undefined> {
  const found = natsServer();
  if (found !== undefined || process.getuid?.() !== 0 || !isOnPath('apt-get')) return found;
  log('The tests of relays over NATS need nats-server: installing the Debian package.');
  return (await installed(['nats-server'], log)) ? natsServer() : undefined;
}

/** Path of nats-server. Debian installs it in a folder that only root's PATH contains. */
function natsServer() {
  return pathFolders()
    .concat('/usr/sbin')
    .map((folder) => join(folder, 'nats-server'))
    .find((path) => existsSync(path));
}

/** @returns names of the missing libraries and commands */
async function missingParts(executablePath: string, display: boolean): Promise<string[]> {
  const { output } = await finished('ldd', [executablePath]);
  const libraries = [...output.matchAll(/^\s*(\S+) => not found/gm)].flatMap((match) => match.slice(1));
  const commands = display ? DISPLAY_COMMANDS.filter((command) => !isOnPath(command)) : [];
  return [...new Set([...libraries, ...commands])];
}

/**
 * Since Debian 13 and Ubuntu 24.04, some libraries have names with a suffix for their 64-bit time: libgtk-3-0t64.
 * @returns the names in this system's package lists
 */
async function namesHere(packages: string[]): Promise<string[]> {
  const { output } = await finished('apt-cache', ['pkgnames']);
  const known = new Set(output.split('\n'));
  return packages.map((name) => (known.has(`${name}t64`) ? `${name}t64` : name));
}

async function installed(packages: string[], log: (line: string) => void) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run('apt-get', [...PATIENCE, 'update'], { env });
    const names = await namesHere(packages); // after the update: a fresh system has no package lists
    await run('apt-get', [...PATIENCE, 'install', '-y', '--no-install-recommends', ...names], { env });
    log(`Installed ${names.join(' ')}.`);
    return true;
  } catch (error) {
    log(`That failed: ${messageOf(error)}`);
    return false;
  }
}

async function nothingIsMissing(executablePath: string, display: boolean, log: (line: string) => void) {
  const missing = await missingParts(executablePath, display);
  if (missing.length === 0) return true;
  log(`Electron still needs ${missing.join(', ')}, which those packages do not hold.`);
  return false;
}
